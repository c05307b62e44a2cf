/// Finds the lines of one field in a block of fields without taking the others apart: for what is asked of every flow.
struct FieldNeedle {
    private let name: String
    private let lineStart: LiteralNeedle

    init(_ name: String) {
        self.name = name
        lineStart = LiteralNeedle("\n\(name):".utf8)
    }

    /// The first value, without white space around it, and whether the field stands only once; `nil`: it is not there.
    func firstValue(in headers: Headers) -> (bytes: ArraySlice<UInt8>, isOnly: Bool)? {
        headers.bytes.withUnsafeBufferPointer { bytes -> (Range<Int>, Bool)? in
            guard let start = valueStart(in: bytes) else { return nil }
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            return (start..<end, lineStart.firstPlace(in: bytes, from: end) == nil)
        }
        .map { place, isOnly in
            let line = headers.bytes[place]
            return ((line.last == UInt8(ascii: "\r") ? line.dropLast() : line).trimmingWhitespace(), isOnly)
        }
    }

    private func valueStart(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        let nameCount = name.utf8.count
        // The first line has none before it.
        if bytes.count > nameCount, bytes[nameCount] == UInt8(ascii: ":"),
            bytes[..<nameCount].equalsIgnoringASCIICase(name.utf8)
        {
            return nameCount + 1
        }
        return lineStart.firstPlace(in: bytes).map { $0 + nameCount + 2 }
    }
}
