/// Edited text as a file for another editor.
///
/// Editors end a file's last line with a line break, whether it had one or not. So one is always put there, and one is
/// taken away: the body comes back as it was.
package enum EditTextFile {
    package static func bytes(for text: String) -> [UInt8] {
        Array(text.utf8) + [0x0A]
    }

    /// - Throws: `EditTextError` where the file is not UTF-8.
    package static func text(from bytes: [UInt8]) throws(EditTextError) -> String {
        let content = bytes.last == 0x0A ? bytes.dropLast() : bytes[...]
        if let text = String(validating: content, as: UTF8.self) { return text }
        let offset = offsetOfInvalidByte(in: content)
        let before = content[..<offset]
        let column = offset - ((before.lastIndex(of: 0x0A) ?? -1) + 1)
        throw EditTextError(
            line: before.count { $0 == 0x0A },
            range: column..<(column + 1),
            message: "not UTF-8: save the file in that encoding"
        )
    }

    private static func offsetOfInvalidByte(in bytes: ArraySlice<UInt8>) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = bytes.startIndex
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
        return offset
    }
}
