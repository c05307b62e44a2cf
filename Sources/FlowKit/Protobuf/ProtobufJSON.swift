/// JSON as messages: `Struct`, `Value` and `ListValue`.
enum ProtobufJSON {
    private static let depthLimit = 64

    @Sendable static func object(_ bytes: ArraySlice<UInt8>, depth: Int) -> JSONValue? {
        guard let members = list(bytes, { object in member(object, depth: depth) }) else { return nil }
        return .object(members)
    }

    @Sendable static func array(_ bytes: ArraySlice<UInt8>, depth: Int) -> JSONValue? {
        list(bytes) { value($0, depth: depth + 1) }.map { .array($0) }
    }

    @Sendable static func value(_ bytes: ArraySlice<UInt8>, depth: Int) -> JSONValue? {
        guard depth < depthLimit, let fields = WellKnownTypes.fields(bytes, upTo: 6) else { return nil }
        guard let (number, field) = fields.first else { return .null }
        guard fields.count == 1 else { return nil }
        switch (number, field) {
        case (1, .varint): return .null
        case (2, .fixed64(let bits)):
            let double = Double(bitPattern: bits)
            let whole = Int64(exactly: double).map { "\($0)" }
            return double.isFinite ? .number(whole ?? "\(double)") : .string("\(double)")
        case (3, .bytes(let text)): return .string(String(decoding: text, as: UTF8.self))
        case (4, .varint(let bits)): return .bool(bits != 0)
        case (5, .bytes(let content)): return object(content, depth: depth + 1)
        case (6, .bytes(let content)): return array(content, depth: depth + 1)
        default: return nil
        }
    }

    private static func member(_ bytes: ArraySlice<UInt8>, depth: Int) -> JSONValue.Member? {
        guard let fields = WellKnownTypes.fields(bytes, upTo: 2) else { return nil }
        var key: [UInt8] = []
        if case .bytes(let text) = fields[1] { key = Array(text) }
        guard case .bytes(let content) = fields[2], let value = value(content, depth: depth + 1) else { return nil }
        return JSONValue.Member(key: String(decoding: key, as: UTF8.self), value: value)
    }

    /// What repeats as field 1.
    private static func list<Element>(
        _ bytes: ArraySlice<UInt8>,
        _ read: (ArraySlice<UInt8>) -> Element?
    ) -> [Element]? {
        var reader = ProtobufReader(bytes)
        var elements: [Element] = []
        do {
            while let field = try reader.next() {
                guard field.number == 1, let content = field.bytes, let element = read(content) else { return nil }
                elements.append(element)
            }
            return elements
        } catch {
            return nil
        }
    }
}
