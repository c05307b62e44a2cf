/// The blocks of a PEM file, which may hold a key and certificates in any order, with text between them.
struct PEMBlocks {
    struct Block {
        /// Such as `CERTIFICATE` or `EC PRIVATE KEY`.
        let label: Substring
        let text: String

        var bytes: [UInt8] { Array(text.utf8) }

        /// By its label (PKCS #8), or as OpenSSL marked keys before that (RFC 1421 §4.6.1.1).
        var isEncrypted: Bool { label.hasPrefix("ENCRYPTED") || text.contains("Proc-Type: 4,ENCRYPTED") }
    }

    let blocks: [Block]

    init(_ bytes: [UInt8]) {
        var blocks: [Block] = []
        var lines: [Substring] = []
        var label: Substring?
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            if let begun = Self.label(of: line, after: "-----BEGIN ") {
                label = begun
                lines = []
            }
            lines.append(line)
            guard let open = label, Self.label(of: line, after: "-----END ") == open else { continue }
            // An empty line ends the fields that some keys begin with.
            let hasFields = lines.contains { $0.hasPrefix("DEK-Info:") }
            let text = hasFields ? Self.separatingFields(lines) : lines.joined(separator: "\n")
            blocks.append(Block(label: open, text: text + "\n"))
            label = nil
        }
        self.blocks = blocks
    }

    /// All certificates, one after the other.
    var certificates: [UInt8] { blocks.filter { $0.label == "CERTIFICATE" }.flatMap(\.bytes) }

    /// The first private key.
    var key: Block? { blocks.first { $0.label.hasSuffix("PRIVATE KEY") } }

    private static func label(of line: Substring, after prefix: String) -> Substring? {
        guard line.hasPrefix(prefix), let end = line.dropFirst(prefix.count).firstRange(of: "-----") else { return nil }
        return line.dropFirst(prefix.count)[..<end.lowerBound]
    }

    private static func separatingFields(_ lines: [Substring]) -> String {
        lines.map { $0.hasPrefix("DEK-Info:") ? $0 + "\n" : $0 }.joined(separator: "\n")
    }
}
