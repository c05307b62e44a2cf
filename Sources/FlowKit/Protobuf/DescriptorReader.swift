/// Reads a `FileDescriptorSet` (`google/protobuf/descriptor.proto`) into a schema.
struct DescriptorReader {
    private(set) var schema: ProtobufSchema
    /// Extensions are added when their message is known, wherever it is described.
    private var extensions: [(extended: String, number: Int, field: ProtobufSchema.Field)] = []
    private var itemCount = 0

    /// Types, fields and values that a set may describe: more than any real one, few enough for memory.
    private static let itemLimit = 1_000_000
    private static let nestingLimit = 32

    init(_ schema: ProtobufSchema) {
        self.schema = schema
    }

    mutating func read(_ bytes: [UInt8]) throws(ProtobufError) {
        let before = itemCount
        try forEachField(bytes[...]) { (reader, field) throws(ProtobufError) in
            guard field.number == 1, let file = field.bytes else {
                throw ProtobufError(offset: field.offset, message: "a descriptor set has no field \(field.number)")
            }
            try reader.readFile(file)
        }
        for item in extensions { schema.messages[item.extended]?.fields[item.number] = item.field }
        guard itemCount > before else { throw ProtobufError(offset: 0, message: "it describes no types") }
    }

    // MARK: - Files

    private mutating func readFile(_ bytes: ArraySlice<UInt8>) throws(ProtobufError) {
        let package = try text(2, in: bytes)
        let scope = package.isEmpty ? "" : package + "."
        try forEachField(bytes) { (reader, field) throws(ProtobufError) in
            guard let content = field.bytes else { return }
            switch field.number {
            case 4: try reader.readMessage(content, scope: scope, depth: 0)
            case 5: try reader.readEnumeration(content, scope: scope)
            case 6: try reader.readService(content, scope: scope)
            case 7: try reader.readExtension(content, scope: scope)
            default: return
            }
        }
    }

    // MARK: - Types

    private mutating func readMessage(_ bytes: ArraySlice<UInt8>, scope: String, depth: Int) throws(ProtobufError) {
        try count(bytes)
        guard depth < Self.nestingLimit else {
            throw ProtobufError(offset: bytes.startIndex, message: "types are nested too deeply")
        }
        let name = scope + (try text(1, in: bytes))
        var message = ProtobufSchema.Message(name: name)
        let oneofs = try texts(8, in: bytes)
        try forEachField(bytes) { (reader, field) throws(ProtobufError) in
            guard let content = field.bytes else { return }
            switch field.number {
            case 2:
                let (number, described) = try reader.field(content, oneofs: oneofs)
                message.fields[number] = described
            case 3: try reader.readMessage(content, scope: name + ".", depth: depth + 1)
            case 4: try reader.readEnumeration(content, scope: name + ".")
            case 6: try reader.readExtension(content, scope: name + ".")
            case 7: message.isMapEntry = try reader.number(7, in: content) == 1
            default: return
            }
        }
        schema.messages[name] = message
    }

    private mutating func field(
        _ bytes: ArraySlice<UInt8>,
        oneofs: [String],
        scope: String? = nil
    ) throws(ProtobufError) -> (Int, ProtobufSchema.Field) {
        try count(bytes)
        let name = try text(1, in: bytes)
        let type = try number(5, in: bytes) ?? 0
        guard let kind = ProtobufSchema.Kind(rawValue: type) else {
            throw ProtobufError(
                offset: bytes.startIndex,
                message: "the field \(name.prefix(80)) has no known type (\(type))"
            )
        }
        // What proto3 makes of an optional field is no choice.
        let isChoice = try number(17, in: bytes) != 1
        let choice = try number(9, in: bytes).flatMap { Int(exactly: $0) }
        let field = ProtobufSchema.Field(
            name: scope.map { "[\($0)\(name)]" } ?? name,
            kind: kind,
            typeName: Self.absolute(try text(6, in: bytes)),
            isRepeated: try number(4, in: bytes) == 3,
            oneof: isChoice ? choice.flatMap { oneofs.indices.contains($0) ? oneofs[$0] : nil } : nil
        )
        return (try number(3, in: bytes).flatMap { Int(exactly: $0) } ?? 0, field)
    }

    private mutating func readExtension(_ bytes: ArraySlice<UInt8>, scope: String) throws(ProtobufError) {
        let extended = Self.absolute(try text(2, in: bytes))
        let (number, field) = try field(bytes, oneofs: [], scope: scope)
        extensions.append((extended, number, field))
    }

    private mutating func readEnumeration(_ bytes: ArraySlice<UInt8>, scope: String) throws(ProtobufError) {
        try count(bytes)
        var names: [Int32: String] = [:]
        try forEachField(bytes) { (reader, field) throws(ProtobufError) in
            guard field.number == 2, let value = field.bytes else { return }
            try reader.count(value)
            let number = Int32(truncatingIfNeeded: try reader.number(2, in: value) ?? 0)
            if names[number] == nil { names[number] = try reader.text(1, in: value) }
        }
        schema.enumerations[scope + (try text(1, in: bytes))] = ProtobufSchema.Enumeration(names: names)
    }

    private mutating func readService(_ bytes: ArraySlice<UInt8>, scope: String) throws(ProtobufError) {
        let service = scope + (try text(1, in: bytes))
        try forEachField(bytes) { (reader, field) throws(ProtobufError) in
            guard field.number == 2, let method = field.bytes else { return }
            try reader.count(method)
            let name = try reader.text(1, in: method)
            reader.schema.methods["\(service)/\(name)"] = ProtobufSchema.Method(
                requestType: Self.absolute(try reader.text(2, in: method)),
                responseType: Self.absolute(try reader.text(3, in: method)),
                isClientStreaming: try reader.number(5, in: method) == 1,
                isServerStreaming: try reader.number(6, in: method) == 1
            )
        }
    }

    // MARK: - Fields

    /// Without the dot that begins a full name.
    private static func absolute(_ name: String) -> String { name.hasPrefix(".") ? String(name.dropFirst()) : name }

    private mutating func count(_ bytes: ArraySlice<UInt8>) throws(ProtobufError) {
        itemCount += 1
        guard itemCount <= Self.itemLimit else {
            throw ProtobufError(offset: bytes.startIndex, message: "it describes more than \(Self.itemLimit) things")
        }
    }

    private mutating func forEachField(
        _ bytes: ArraySlice<UInt8>,
        _ body: (inout DescriptorReader, ProtobufReader.Field) throws(ProtobufError) -> Void
    ) throws(ProtobufError) {
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() { try body(&self, field) }
    }

    /// The last value of that number: a number that is repeated counts once.
    private func number(_ number: Int, in bytes: ArraySlice<UInt8>) throws(ProtobufError) -> UInt64? {
        var reader = ProtobufReader(bytes)
        var value: UInt64?
        while let field = try reader.next() {
            if field.number == number, case .varint(let found) = field.value { value = found }
        }
        return value
    }

    private func text(_ number: Int, in bytes: ArraySlice<UInt8>) throws(ProtobufError) -> String {
        var reader = ProtobufReader(bytes)
        var text: ArraySlice<UInt8>?
        while let field = try reader.next() {
            if field.number == number { text = field.bytes ?? text }
        }
        guard let text else { return "" }
        guard let name = String(validating: text, as: UTF8.self) else {
            throw ProtobufError(offset: text.startIndex, message: "a name is not UTF-8")
        }
        return name
    }

    /// The names in messages of that number, in order.
    private func texts(_ number: Int, in bytes: ArraySlice<UInt8>) throws(ProtobufError) -> [String] {
        var reader = ProtobufReader(bytes)
        var found: [String] = []
        while let field = try reader.next() {
            if field.number == number, let content = field.bytes { found.append(try text(1, in: content)) }
        }
        return found
    }
}

extension ProtobufReader.Field {
    /// Of a length-delimited field.
    var bytes: ArraySlice<UInt8>? {
        if case .bytes(let bytes) = value { bytes } else { nil }
    }
}
