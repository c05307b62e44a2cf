/// A path without its query in which what looks made by a machine is folded: `/users/42?page=2` is `/users/{id}`.
///
/// Judged by looks alone, so that it is the same wherever and whenever it is asked for: numbers, UUIDs, ULIDs, hashes, tokens
/// and addresses are `{id}`, dates `{date}`, long titles `{slug}`, and what follows the 16th segment is `{rest}`. A name
/// around an id stays: `/assets/app-{id}.js`, `/orders/order-{id}`. Words stay as they were sent, percent-encoding and all.
///
/// Never longer than a thousand bytes or so, whatever the path.
package struct PathTemplate: Hashable, Sendable {
    /// Empty for a tunnel, which has no path; `*` where the request is about the server as a whole.
    package let text: String

    /// - Parameter target: a path or a target in origin-form; what follows `?` does not count.
    package init(_ target: some Collection<UInt8>) {
        var text: [UInt8] = []
        text.reserveCapacity(target.count)
        Self.forEachSegment(of: Array(target)[...]) { raw, folded in
            text.append(UInt8(ascii: "/"))
            if let folded { text += folded } else { text += raw }
        }
        self.text = text.isEmpty && target.elementsEqual("*".utf8) ? "*" : WireText.decode(text)
    }

    package init(_ path: String) {
        self.init(Array(path.utf8))
    }

    package init(of request: Request) {
        self.init(request.pathBytes)
    }

    /// Segments beyond this many are not told apart.
    static let segmentLimit = 16

    /// Calls `body` with each segment of a path that begins with `/`, and with what it folds to; `nil`: it is a word.
    ///
    /// A path that ends with `/` has an empty last segment.
    static func forEachSegment(
        of target: ArraySlice<UInt8>,
        _ body: (_ raw: ArraySlice<UInt8>, _ folded: [UInt8]?) -> Void
    ) {
        guard target.first == UInt8(ascii: "/") else { return }
        let end = target.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? target.endIndex
        var start = target.startIndex + 1
        for number in 1... {
            let segment = target[start..<end].prefix { $0 != UInt8(ascii: "/") }
            if number > segmentLimit {
                body(target[start..<end], PathSegment.rest)
                return
            }
            body(segment, PathSegment.folded(segment))
            guard segment.endIndex < end else { return }
            start = segment.endIndex + 1
        }
    }
}

extension PathTemplate: CustomStringConvertible {
    package var description: String { text }
}

extension Request {
    /// The path in origin-form as it is read, with its query; empty for a tunnel.
    var pathBytes: ArraySlice<UInt8> {
        let isPath = target.bytes.first == UInt8(ascii: "/")
        if isPath, target.bytes.allSatisfy({ $0 < 0x80 }) { return target.bytes[...] }
        return isPath || method != "CONNECT" ? Array(path.utf8)[...] : []
    }
}
