import FlowKit

extension DetailDocument {
    /// A head as it left: each line that is not as it came has a sign before and a word behind it.
    mutating func append(_ head: ForwardedHead) {
        append("As forwarded: \(head.changes)", .heading)
        for line in head.lines {
            let received = line.received.map { WireText.decode($0) }
            let forwarded = line.forwarded.map { WireText.decode($0) }
            let spans: [StyledLine.Span] =
                switch (received, forwarded) {
                case (_?, let forwarded?) where line.isAsReceived:
                    [.init("  \(forwarded)")]
                case (let received?, let forwarded?):
                    [.init("~ ", .heading), .init(forwarded), .init("  changed, was \(received)", .dim)]
                case (let received?, nil): [.init("- ", .error), .init(received, .dim), .init("  left out", .dim)]
                case (nil, let forwarded?): [.init("+ ", .heading), .init(forwarded), .init("  added", .dim)]
                case (nil, nil): []
                }
            append(StyledLine(spans), hangingIndent: 2)
        }
    }

    /// Beneath a head as it came: that it left otherwise.
    mutating func append(hintOf head: ForwardedHead) {
        append("Forwarded with \(head.changes) (a shows how)", .dim)
    }

    /// How a chunked body was cut; nothing for others.
    mutating func append(_ layout: ChunkLayout?) {
        guard let layout, layout.count > 0 || !layout.extensions.isEmpty else { return }
        append("chunks: \(layout.summary)", .dim)
        for found in layout.extensions.prefix(Self.shownExtensions) {
            let chunk = found.chunk < layout.count ? "chunk \(found.chunk + 1)" : "last chunk"
            append(StyledLine("  \(chunk)  \(found.text.text)", .dim), hangingIndent: 4)
        }
        let rest = layout.extensions.count - Self.shownExtensions
        if rest > 0 { append("  and on \(rest) more", .dim) }
    }

    private static let shownExtensions = 8
}

extension ForwardedHead {
    /// `1 changed, 2 left out of 9 lines`.
    fileprivate var changes: String {
        let changed = lines.count { !$0.isAsReceived && $0.received != nil && $0.forwarded != nil }
        let counts = [
            (changed, "changed"), (lines.count { $0.forwarded == nil }, "left out"),
            (lines.count { $0.received == nil }, "added"),
        ].filter { $0.0 > 0 }
        let words = counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        return "\(words) of \(lines.count) lines"
    }
}

extension ForwardedResponseForm.Chunks {
    var note: String? {
        switch self {
        case .asReceived: nil
        case .added: "The body left in chunks"
        case .removed: "The body left without chunks and trailers, which HTTP/1.0 does not have"
        }
    }
}
