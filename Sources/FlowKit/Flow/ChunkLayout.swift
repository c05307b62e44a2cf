/// How a chunked body was cut (RFC 9112 §7.1): the size of each chunk and what extensions stood beside it.
///
/// Equal sizes in a row are one run. Kept to limits: beyond them only the count goes on.
package struct ChunkLayout: Hashable, Sendable {
    package struct Run: Hashable, Sendable {
        package let byteCount: Int
        package internal(set) var repetitions: Int
    }

    package struct Extension: Hashable, Sendable {
        /// Of its chunk, from 0; the last chunk, which has no content, is counted too.
        package let chunk: Int
        /// From the first semicolon on, as it stood.
        package let text: WireText
    }

    /// Chunks so far, without the last one of no content.
    package private(set) var count = 0
    package private(set) var runs: [Run] = []
    package private(set) var extensions: [Extension] = []
    private var extensionByteCount = 0

    package static let runLimit = 1_024
    package static let extensionByteLimit = 4 << 10

    package init() {}

    /// One that was taken apart.
    init(count: Int, keptCount: Int, runs: [Run], extensions: [Extension]) {
        self.count = count
        self.keptCount = keptCount
        self.runs = runs
        self.extensions = extensions
        extensionByteCount = extensions.reduce(0) { $0 + $1.text.bytes.count }
    }

    /// Takes in the next chunk; 0 is the last.
    package mutating func append(byteCount: Int) {
        guard byteCount > 0 else { return }
        count &+= 1
        if let last = runs.indices.last, runs[last].byteCount == byteCount, keptCount == count - 1 {
            runs[last].repetitions &+= 1
            keptCount &+= 1
        } else if runs.count < Self.runLimit, keptCount == count - 1 {
            runs.append(Run(byteCount: byteCount, repetitions: 1))
            keptCount &+= 1
        }
    }

    /// Takes in the extension of the chunk that comes next.
    package mutating func append(extension text: [UInt8]) {
        guard extensionByteCount + text.count <= Self.extensionByteLimit, extensions.count < Self.runLimit else {
            return
        }
        extensionByteCount += text.count
        extensions.append(Extension(chunk: count, text: WireText(bytes: text)))
    }

    /// Chunks whose sizes are in `runs`, which are the first ones.
    package private(set) var keptCount = 0

    package var footprint: Int {
        runs.count * MemoryLayout<Run>.stride + extensions.count * MemoryLayout<Extension>.stride + extensionByteCount
    }

    /// `12 (8192 ×11, 100), extensions on 2`.
    package var summary: String {
        let shown = runs.prefix(8).map {
            $0.repetitions == 1 ? "\($0.byteCount)" : "\($0.byteCount) ×\($0.repetitions)"
        }
        let sizes = shown.joined(separator: ", ") + (runs.count > 8 || keptCount < count ? ", …" : "")
        let extended = extensions.isEmpty ? "" : ", extensions on \(extensions.count)"
        return "\(count)" + (sizes.isEmpty ? "" : " (\(sizes))") + extended
    }
}
