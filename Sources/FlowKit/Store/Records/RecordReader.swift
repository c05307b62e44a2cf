/// Takes out of bytes what a `RecordWriter` put in, in the same order. The bytes are our own: what does not fit is a bug.
struct RecordReader {
    private var rest: UnsafeBufferPointer<UInt8>

    /// - Parameter bytes: must outlive the reader.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        rest = bytes
    }

    mutating func byte() -> UInt8 {
        let value = rest[0]
        rest = UnsafeBufferPointer(rebasing: rest[1...])
        return value
    }

    mutating func flag() -> Bool { byte() != 0 }

    mutating func number() -> Int {
        var value: UInt = 0
        var shift: UInt = 0
        while true {
            let next = byte()
            value |= UInt(next & 0x7F) << shift
            guard next >= 0x80 else { break }
            shift += 7
        }
        return Int(bitPattern: value >> 1) ^ -Int(bitPattern: value & 1)
    }

    mutating func bytes() -> [UInt8] { Array(slice()) }

    mutating func text() -> String { String(decoding: slice(), as: UTF8.self) }

    mutating func optional<Value>(_ body: (inout RecordReader) -> Value) -> Value? {
        flag() ? body(&self) : nil
    }

    mutating func array<Value>(_ body: (inout RecordReader) -> Value) -> [Value] {
        (0..<number()).map { _ in body(&self) }
    }

    /// Lends what `RecordWriter.bytes` wrote.
    mutating func slice() -> UnsafeBufferPointer<UInt8> {
        let count = number()
        let value = UnsafeBufferPointer(rebasing: rest[..<count])
        rest = UnsafeBufferPointer(rebasing: rest[count...])
        return value
    }
}
