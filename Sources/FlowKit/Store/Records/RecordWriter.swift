/// Puts values one after the other into bytes, small numbers in few of them. `RecordReader` takes them out again.
struct RecordWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    mutating func byte(_ value: UInt8) {
        bytes.append(value)
    }

    mutating func flag(_ value: Bool) {
        bytes.append(value ? 1 : 0)
    }

    /// Seven bits a byte, lowest first; negative numbers turned so that small ones stay short.
    mutating func number(_ value: Int) {
        var rest = UInt(bitPattern: value << 1 ^ value >> (Int.bitWidth - 1))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func bytes(_ value: some Collection<UInt8>) {
        number(value.count)
        bytes += value
    }

    mutating func text(_ value: String) {
        bytes(value.utf8)
    }

    /// Whether there is a value, and what `body` writes of it.
    mutating func optional<Value>(_ value: Value?, _ body: (inout RecordWriter, Value) -> Void) {
        flag(value != nil)
        if let value { body(&self, value) }
    }

    mutating func array<Value>(_ values: [Value], _ body: (inout RecordWriter, Value) -> Void) {
        number(values.count)
        for value in values { body(&self, value) }
    }
}
