/// Lays out a message field by field: by its type where the schema has it, else by every plausible reading.
struct ProtobufPrinter {
    let schema: ProtobufSchema
    /// How many messages the one being written is in.
    private var depth = 0

    /// As deep as the libraries of Protocol Buffers go.
    private static let depthLimit = 100

    init(schema: ProtobufSchema) {
        self.schema = schema
    }

    /// Writes the fields, each in a line of its own or more; what cannot be read is told in place.
    ///
    /// - Returns: how many there are.
    @discardableResult
    mutating func writeFields(
        of bytes: ArraySlice<UInt8>,
        as type: ProtobufSchema.Message?,
        to output: inout ContentOutput
    ) -> Int {
        var reader = ProtobufReader(bytes)
        var count = 0
        do throws(ProtobufError) {
            while !output.isFull, let field = try reader.next() {
                count += 1
                output.startLine()
                if let known = type?.fields[field.number] {
                    write(field, as: known, to: &output)
                } else {
                    writeUnknown(field, in: type, to: &output)
                }
            }
        } catch {
            output.startLine()
            output.write("not protobuf at byte \(error.offset): \(error.message)", .error)
            output.startLine()
            output.write(hexadecimal(reader.rest), .dim)
        }
        return count
    }

    /// Writes a message in braces, from where the line is.
    mutating func writeMessage(
        _ bytes: ArraySlice<UInt8>,
        as type: ProtobufSchema.Message?,
        remark: String? = nil,
        to output: inout ContentOutput
    ) {
        guard depth < Self.depthLimit else {
            output.write(hexadecimal(bytes), .plain)
            output.write("  nested too deeply", .error)
            return
        }
        let remark = remark.map { "  (\($0))" } ?? ""
        guard !bytes.isEmpty else {
            output.write("{}", .punctuation)
            output.write(remark, .dim)
            return
        }
        output.openFold()
        output.write("{", .punctuation)
        output.write(remark, .dim)
        depth += 1
        var count = 0
        output.indented { count = writeFields(of: bytes, as: type, to: &$0) }
        depth -= 1
        output.startLine()
        output.write("}", .punctuation)
        output.closeFold(childCount: count)
    }

    // MARK: - Without a type

    private mutating func writeUnknown(
        _ field: ProtobufReader.Field,
        in type: ProtobufSchema.Message?,
        to output: inout ContentOutput
    ) {
        output.write(String(field.number), .name)
        output.write(": ", .punctuation)
        writeReadings(of: field, to: &output)
        if let type, !type.isMapEntry { output.write("  not in \(type.name)", .dim) }
    }

    mutating func writeReadings(of field: ProtobufReader.Field, to output: inout ContentOutput) {
        switch field.value {
        case .varint(let value): write(ProtobufReading(varint: value), to: &output)
        case .fixed32(let value): write(ProtobufReading(fixed32: value), to: &output)
        case .fixed64(let value): write(ProtobufReading(fixed64: value), to: &output)
        case .group(let bytes): writeMessage(bytes, as: nil, remark: "group", to: &output)
        case .bytes(let bytes):
            let fieldCount = bytes.messageFieldCount
            if fieldCount != nil && !bytes.isPlausibleText && depth < Self.depthLimit {
                writeMessage(bytes, as: nil, remark: ProtobufReading.others(ofMessage: bytes), to: &output)
            } else {
                write(ProtobufReading(bytes: bytes, orMessageOf: fieldCount), to: &output)
            }
        }
    }

    private func write(_ reading: ProtobufReading, to output: inout ContentOutput) {
        output.write(reading.text, reading.role)
        if !reading.others.isEmpty { output.write("  (\(reading.others))", .dim) }
    }
}
