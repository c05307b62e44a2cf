extension ProtobufPrinter {
    /// Writes a field by its name and its type.
    mutating func write(
        _ field: ProtobufReader.Field,
        as known: ProtobufSchema.Field,
        to output: inout ContentOutput
    ) {
        output.write(known.name, .name)
        if let entry = mapEntry(field, known) {
            writeMapEntry(entry.bytes, as: entry.type, to: &output)
        } else {
            output.write(": ", .punctuation)
            if !writeValue(field.value, as: known, to: &output) {
                writeReadings(of: field, to: &output)
                output.write("  not the \(known.kind) that field \(field.number) is declared as", .error)
            }
        }
        if let oneof = known.oneof { output.write("  of oneof \(oneof)", .dim) }
    }

    /// - Returns: false where the wire has something else than the type says; nothing is written then.
    private mutating func writeValue(
        _ value: ProtobufReader.Value,
        as known: ProtobufSchema.Field,
        to output: inout ContentOutput
    ) -> Bool {
        switch (value, known.kind) {
        case (.bytes(let bytes), .message), (.bytes(let bytes), .group), (.group(let bytes), .message),
            (.group(let bytes), .group):
            writeMessage(bytes, ofType: known.typeName, to: &output)
        case (.bytes(let bytes), .string):
            guard let text = String(validating: bytes, as: UTF8.self) else { return false }
            output.write(quoted(Array(text.utf8)[...]), .string)
        case (.bytes(let bytes), .bytes):
            output.write(bytes.isPlausibleText ? quoted(bytes) : hexadecimal(bytes), .string)
            output.write("  \(bytes.byteCountText)", .dim)
        case (.bytes(let bytes), _) where known.isRepeated:
            return writePacked(bytes, as: known, to: &output)
        default:
            guard let scalar = ProtobufScalar(value, known.kind) else { return false }
            write(scalar, as: known, to: &output)
        }
        return true
    }

    private func write(_ scalar: ProtobufScalar, as known: ProtobufSchema.Field, to output: inout ContentOutput) {
        guard known.kind == .enum else { return output.write(scalar.text, scalar.role) }
        let name = scalar.enumerationNumber.flatMap { schema.enumerations[known.typeName]?.names[$0] }
        output.write(name ?? scalar.text, name == nil ? .number : .literal)
        let simple = known.typeName.split(separator: ".").last ?? "enum"
        output.write(name == nil ? "  not in \(simple)" : " (\(scalar.text))", .dim)
    }

    /// - Returns: false where the bytes are no whole number of values; nothing is written then.
    private func writePacked(
        _ bytes: ArraySlice<UInt8>,
        as known: ProtobufSchema.Field,
        to output: inout ContentOutput
    ) -> Bool {
        guard ProtobufScalar.count(packed: bytes, known.kind) != nil else { return false }
        var reader = ProtobufReader(bytes)
        output.write("[", .punctuation)
        var isFirst = true
        while !output.isFull, let scalar = ProtobufScalar(packed: &reader, known.kind) {
            if !isFirst { output.write(", ", .punctuation) }
            isFirst = false
            write(scalar, as: known, to: &output)
        }
        output.write("]", .punctuation)
        return true
    }

    // MARK: - Messages

    private mutating func writeMessage(
        _ bytes: ArraySlice<UInt8>,
        ofType name: String,
        to output: inout ContentOutput
    ) {
        if let write = WellKnownTypes.writers[name], write(&self, bytes, &output) { return }
        let type = schema.messages[name]
        let remark = type == nil ? "\(name), which is not described" : name
        writeMessage(bytes, as: type, remark: remark, to: &output)
    }

    // MARK: - Maps

    private func mapEntry(
        _ field: ProtobufReader.Field,
        _ known: ProtobufSchema.Field
    ) -> (bytes: ArraySlice<UInt8>, type: ProtobufSchema.Message)? {
        guard known.kind == .message, let type = schema.messages[known.typeName], type.isMapEntry,
            let bytes = field.bytes, bytes.isMapEntry
        else { return nil }
        return (bytes, type)
    }

    /// `["key"]: value`.
    private mutating func writeMapEntry(
        _ bytes: ArraySlice<UInt8>,
        as type: ProtobufSchema.Message,
        to output: inout ContentOutput
    ) {
        output.write("[", .punctuation)
        writePart(1, of: bytes, as: type, to: &output)
        output.write("]: ", .punctuation)
        writePart(2, of: bytes, as: type, to: &output)
    }

    /// The key or the value; what was left out has its default value.
    private mutating func writePart(
        _ number: Int,
        of bytes: ArraySlice<UInt8>,
        as type: ProtobufSchema.Message,
        to output: inout ContentOutput
    ) {
        guard let known = type.fields[number] else { return }
        var reader = ProtobufReader(bytes)
        var last: ProtobufReader.Field?
        while let field = try? reader.next() { if field.number == number { last = field } }
        guard let last else { return output.write("default", .dim) }
        if !writeValue(last.value, as: known, to: &output) { writeReadings(of: last, to: &output) }
    }
}

extension ArraySlice<UInt8> {
    /// Nothing but keys and values.
    fileprivate var isMapEntry: Bool {
        var reader = ProtobufReader(self)
        do {
            while let field = try reader.next() {
                guard field.number == 1 || field.number == 2 else { return false }
            }
            return true
        } catch {
            return false
        }
    }
}
