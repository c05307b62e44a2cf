/// Messages of `google.protobuf` that read better as what they stand for.
enum WellKnownTypes {
    /// Writes the message, and says whether it could: what does not fit is written as any other message.
    typealias Writer = @Sendable (inout ProtobufPrinter, ArraySlice<UInt8>, inout ContentOutput) -> Bool

    static let writers: [String: Writer] = Dictionary(
        uniqueKeysWithValues: plain.map { ("google.protobuf.\($0.key)", $0.value) }
    )

    private static let plain: [String: Writer] = [
        "Timestamp": { _, bytes, output in write(timestamp(bytes), .literal, to: &output) },
        "Duration": { _, bytes, output in write(duration(bytes), .literal, to: &output) },
        "FieldMask": { _, bytes, output in write(paths(bytes), .string, to: &output) },
        "DoubleValue": wrapper(.double), "FloatValue": wrapper(.float), "Int64Value": wrapper(.int64),
        "UInt64Value": wrapper(.uint64), "Int32Value": wrapper(.int32), "UInt32Value": wrapper(.uint32),
        "BoolValue": wrapper(.bool), "StringValue": wrapper(.string), "BytesValue": wrapper(.bytes),
        "Struct": json(ProtobufJSON.object), "ListValue": json(ProtobufJSON.array), "Value": json(ProtobufJSON.value),
        "Any": writeAny,
    ]

    private static func write(_ text: String?, _ role: StyledLine.Role, to output: inout ContentOutput) -> Bool {
        guard let text else { return false }
        output.write(text, role)
        return true
    }

    /// Its fields by number, the last of each; `nil`: it has others, or does not read.
    static func fields(_ bytes: ArraySlice<UInt8>, upTo last: Int) -> [Int: ProtobufReader.Value]? {
        var reader = ProtobufReader(bytes)
        var fields: [Int: ProtobufReader.Value] = [:]
        do {
            while let field = try reader.next() {
                guard field.number <= last else { return nil }
                fields[field.number] = field.value
            }
            return fields
        } catch {
            return nil
        }
    }

    // MARK: - Times

    private static func secondsAndNanos(_ bytes: ArraySlice<UInt8>) -> (seconds: Int64, nanos: Int32)? {
        guard let fields = fields(bytes, upTo: 2) else { return nil }
        var numbers: [Int64] = []
        for number in 1...2 {
            switch fields[number] {
            case nil: numbers.append(0)
            case .varint(let bits): numbers.append(Int64(bitPattern: bits))
            default: return nil
            }
        }
        guard abs(numbers[0].clamped) <= secondsLimit, let nanos = Int32(exactly: numbers[1]),
            abs(Int64(nanos)) < 1_000_000_000
        else { return nil }
        return (numbers[0], nanos)
    }

    /// Of ten thousand years, which is what the types allow.
    private static let secondsLimit: Int64 = 315_576_000_000

    /// `2026-01-01T10:42:07.5Z`.
    private static func timestamp(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let (seconds, nanos) = secondsAndNanos(bytes), nanos >= 0 else { return nil }
        let (days, time) = Timestamp.floorDivide(seconds, by: 86_400)
        let date = Timestamp.date(daysSinceEpoch: days)
        guard (1...9999).contains(date.year) else { return nil }
        let day = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
        let clock = "\(padded(time / 3600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))"
        return "\(day)T\(clock)\(fraction(nanos))Z"
    }

    /// `-1.5s`.
    private static func duration(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let (seconds, nanos) = secondsAndNanos(bytes) else { return nil }
        guard seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0) else { return nil }
        return "\(seconds < 0 || nanos < 0 ? "-" : "")\(abs(seconds))\(fraction(abs(nanos)))s"
    }

    private static func fraction(_ nanos: Int32) -> String {
        guard nanos > 0 else { return "" }
        var digits = padded(Int64(nanos), 9)
        while digits.hasSuffix("0") { digits.removeLast() }
        return "." + digits
    }

    private static func padded(_ value: Int64, _ digits: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    // MARK: - Others

    private static func paths(_ bytes: ArraySlice<UInt8>) -> String? {
        var reader = ProtobufReader(bytes)
        var paths: [String] = []
        do {
            while let field = try reader.next() {
                guard field.number == 1, let path = field.bytes else { return nil }
                paths.append(String(decoding: path, as: UTF8.self))
            }
            return quoted(Array(paths.joined(separator: ",").utf8)[...])
        } catch {
            return nil
        }
    }

    /// A value in a message of its own, so that it can be missing.
    private static func wrapper(_ kind: ProtobufSchema.Kind) -> Writer {
        { _, bytes, output in
            guard let fields = fields(bytes, upTo: 1) else { return false }
            switch (fields[1], kind) {
            case (nil, .string), (nil, .bytes): return write("\"\"", .string, to: &output)
            case (nil, .bool): return write("false", .literal, to: &output)
            case (nil, _): return write("0", .number, to: &output)
            case (.bytes(let content), .string):
                return write(quoted(content), .string, to: &output)
            case (.bytes(let content), .bytes):
                return write(content.isPlausibleText ? quoted(content) : hexadecimal(content), .string, to: &output)
            case (let value?, _):
                guard let scalar = ProtobufScalar(value, kind) else { return false }
                return write(scalar.text, scalar.role, to: &output)
            }
        }
    }

    private static func json(_ read: @escaping @Sendable (ArraySlice<UInt8>, Int) -> JSONValue?) -> Writer {
        { _, bytes, output in
            guard let value = read(bytes, 0) else { return false }
            var printer = JSONPrinter(value.bytes, isWithinLine: true)
            // What was just written as JSON reads as JSON.
            while !output.isFull, (try? printer.printToken(to: &output)) == true {}
            return true
        }
    }

    /// The message inside by the type it names.
    @Sendable private static func writeAny(
        _ printer: inout ProtobufPrinter,
        _ bytes: ArraySlice<UInt8>,
        _ output: inout ContentOutput
    ) -> Bool {
        guard let fields = fields(bytes, upTo: 2), case .bytes(let url) = fields[1] else { return false }
        let content: ArraySlice<UInt8>
        switch fields[2] {
        case nil: content = []
        case .bytes(let bytes): content = bytes
        default: return false
        }
        let name = String(decoding: url, as: UTF8.self)
        let type = printer.schema.messages[String(name.split(separator: "/").last ?? "")]
        printer.writeMessage(content, as: type, remark: "any \(name)", to: &output)
        return true
    }
}

extension Int64 {
    /// With a magnitude that fits, too.
    fileprivate var clamped: Int64 { self == .min ? -.max : self }
}
