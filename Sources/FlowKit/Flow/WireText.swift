/// Text as it stood on the wire: its bytes, shown as UTF-8 where they are that, as Latin-1 where they are not.
package struct WireText: Hashable, Sendable, ExpressibleByStringLiteral {
    package var bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    package init(stringLiteral value: String) {
        self.init(value)
    }

    /// The text to show and to match: never fails, loses nothing that a person could read.
    package var text: String { Self.decode(bytes) }

    package var isEmpty: Bool { bytes.isEmpty }

    /// Bytes as UTF-8, or as Latin-1 when they are not valid UTF-8 (RFC 9110 §5.5: obs-text is opaque).
    @inlinable
    package static func decode(_ bytes: some Collection<UInt8>) -> String {
        // Nearly all are ASCII, and few: asking that first spares them a walk through generic code.
        let ascii = bytes.withContiguousStorageIfAvailable { bytes in
            bytes.allSatisfy { $0 < 0x80 } ? String(decoding: bytes, as: UTF8.self) : nil
        }
        if case .some(let text?) = ascii { return text }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}

extension WireText: CustomStringConvertible {
    package var description: String { text }
}
