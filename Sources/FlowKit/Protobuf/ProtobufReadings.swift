/// What a value on the wire may mean where nothing says what it does: the likeliest reading, and the others beside it.
struct ProtobufReading: Hashable {
    var text: String
    var role: StyledLine.Role = .number
    /// How it was read and how else it can be; empty: in no other way.
    var others = ""

    // MARK: - Numbers

    init(varint value: UInt64) {
        let zigzag = value.zigzagDecoded
        if value >> 63 == 1 {
            // Negative numbers of 32 and 64 bits are written so.
            text = String(Int64(bitPattern: value))
            others = "unsigned \(value), zigzag \(zigzag)"
        } else {
            text = String(value)
            let flag = value == 0 ? "false" : value == 1 ? "true, " : ""
            others = flag + (value == 0 ? "" : "zigzag \(zigzag)")
        }
    }

    init(fixed32 value: UInt32) {
        let float = Float(bitPattern: value)
        let signed = Int32(bitPattern: value)
        let isFloat = Self.isPlausible(Double(float)) && value != 0
        text = isFloat ? "\(float)" : signed < 0 ? "\(signed)" : "\(value)"
        let integers = signed < 0 ? "\(signed), unsigned \(value)" : "\(value)"
        others = isFloat ? "float, or fixed32 \(integers)" : "fixed32\(signed < 0 ? ", unsigned \(value)" : "")"
        if !isFloat && value != 0 { others += ", float \(Self.text(float))" }
    }

    init(fixed64 value: UInt64) {
        let double = Double(bitPattern: value)
        let signed = Int64(bitPattern: value)
        let isDouble = Self.isPlausible(double) && value != 0
        text = isDouble ? "\(double)" : signed < 0 ? "\(signed)" : "\(value)"
        let integers = signed < 0 ? "\(signed), unsigned \(value)" : "\(value)"
        others = isDouble ? "double, or fixed64 \(integers)" : "fixed64\(signed < 0 ? ", unsigned \(value)" : "")"
        if !isDouble && value != 0 { others += ", double \(Self.text(double))" }
    }

    /// Without the payload of what is no number.
    private static func text(_ value: some BinaryFloatingPoint & CustomStringConvertible) -> String {
        value.isNaN ? "nan" : value.description
    }

    /// What people measure and count; other bits are rather an integer.
    private static func isPlausible(_ value: Double) -> Bool {
        value.isFinite && (value == 0 || (1e-9...1e15).contains(abs(value)))
    }

    // MARK: - Bytes

    private init(_ text: String, _ role: StyledLine.Role, others: String = "") {
        self.text = text
        self.role = role
        self.others = others
    }

    /// Of bytes that are taken for no message.
    init(bytes: ArraySlice<UInt8>, orMessageOf fieldCount: Int?) {
        let message = fieldCount.map { "or a message of \($0) field\($0 == 1 ? "" : "s")" }
        if bytes.isEmpty {
            self.init("\"\"", .string, others: "or an empty message")
        } else if bytes.isPlausibleText {
            let packed = bytes.count <= Self.shortByteCount ? Self.packed(bytes).map { "or packed \($0)" } : nil
            let others = [message, packed].compactMap(\.self).joined(separator: ", ")
            self.init(quoted(bytes), .string, others: others)
        } else if let list = Self.packedFixed(bytes, byteCount: 8) {
            self.init("[\(list)]", .number, others: "packed double, or bytes \(hexadecimal(bytes))")
        } else if let list = Self.packed(bytes) {
            self.init("[\(list)]", .number, others: "packed, or bytes \(hexadecimal(bytes))")
        } else {
            let list = Self.packedFixed(bytes, byteCount: 4).map { ", or packed float \($0)" } ?? ""
            self.init(hexadecimal(bytes), .plain, others: bytes.byteCountText + list)
        }
    }

    /// How else a message can be read; `nil`: hardly.
    static func others(ofMessage bytes: ArraySlice<UInt8>) -> String? {
        if bytes.isPlausibleText { return "or \(quoted(bytes.prefix(40)))" }
        return bytes.count <= shortByteCount ? packed(bytes).map { "or packed \($0)" } : nil
    }

    /// Longer ones that make a list of numbers by chance are too many.
    private static let shortByteCount = 8
    private static let packedByteLimit = 4096

    /// As a list of varints that are small, each in its shortest form: other bytes seldom happen to be that.
    private static func packed(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.count <= packedByteLimit else { return nil }
        var reader = ProtobufReader(bytes)
        var values: [String] = []
        while reader.offset < bytes.endIndex {
            let start = reader.offset
            guard let value = try? reader.varint(), value < 1 << 21 || value >> 32 == 0xFFFF_FFFF,
                reader.offset - start == 1 || bytes[reader.offset - 1] != 0
            else { return nil }
            values.append("\(Int64(bitPattern: value))")
        }
        return values.joined(separator: ", ")
    }

    /// As a list of numbers with a point, all of which are plausible.
    private static func packedFixed(_ bytes: ArraySlice<UInt8>, byteCount: Int) -> String? {
        guard bytes.count <= packedByteLimit, bytes.count > byteCount, bytes.count % byteCount == 0 else { return nil }
        var reader = ProtobufReader(bytes)
        var texts: [String] = []
        while let bits = try? reader.fixed(byteCount) {
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
            let number = byteCount == 4 ? Double(float) : Double(bitPattern: bits)
            guard isPlausible(number) else { return nil }
            texts.append(byteCount == 4 ? "\(float)" : "\(number)")
        }
        return texts.joined(separator: ", ")
    }
}

extension UInt64 {
    var zigzagDecoded: Int64 { Int64(bitPattern: self >> 1) ^ -Int64(bitPattern: self & 1) }
}

extension ArraySlice<UInt8> {
    /// Text that a person could have written: UTF-8 without control characters but tabs and line breaks.
    ///
    /// What begins with one of those is rather the tag of a first field.
    var isPlausibleText: Bool {
        guard let first, first >= 0x20, let text = String(validating: self, as: UTF8.self) else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) || "\t\n\r".unicodeScalars.contains(scalar)
        }
    }

    /// How many fields these bytes are as a message; `nil`: they are none. Does not look into the fields.
    var messageFieldCount: Int? {
        var reader = ProtobufReader(self)
        var count = 0
        do {
            while try reader.next() != nil { count += 1 }
            return count > 0 ? count : nil
        } catch {
            return nil
        }
    }

    var byteCountText: String { count == 1 ? "1 byte" : "\(count) bytes" }
}

/// In quotes, with the escapes of JSON.
func quoted(_ bytes: ArraySlice<UInt8>) -> String {
    var json = JSONWriter()
    json.string(String(decoding: bytes, as: UTF8.self))
    return String(decoding: json.bytes, as: UTF8.self)
}

/// Of long ones the beginning.
func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
    let shown = bytes.prefix(64)
    return shown.map(\.hexadecimal).joined() + (shown.count < bytes.count ? "…" : "")
}
