/// A value that is no message, string or bytes, as its declared type reads it.
struct ProtobufScalar {
    let text: String
    let role: StyledLine.Role
    /// Of an enumeration.
    let enumerationNumber: Int32?

    /// `nil`: the wire has something else than such a value.
    init?(_ value: ProtobufReader.Value, _ kind: ProtobufSchema.Kind) {
        switch value {
        case .varint(let bits): self.init(varint: bits, kind)
        case .fixed32(let bits): self.init(fixed32: bits, kind)
        case .fixed64(let bits): self.init(fixed64: bits, kind)
        case .bytes, .group: return nil
        }
    }

    /// The next of a packed list; `nil` at its end.
    init?(packed reader: inout ProtobufReader, _ kind: ProtobufSchema.Kind) {
        // The list was counted before, so what fails here is its end.
        guard let value = try? reader.nextPacked(kind) else { return nil }
        self.init(value, kind)
    }

    /// How many values a packed list holds; `nil`: it is none.
    static func count(packed bytes: ArraySlice<UInt8>, _ kind: ProtobufSchema.Kind) -> Int? {
        var reader = ProtobufReader(bytes)
        var count = 0
        do {
            while try reader.nextPacked(kind) != nil { count += 1 }
            return count
        } catch {
            return nil
        }
    }

    private init(
        _ value: some CustomStringConvertible,
        _ role: StyledLine.Role = .number,
        enumeration: Int32? = nil
    ) {
        text = value.description
        self.role = role
        enumerationNumber = enumeration
    }

    private init?(varint bits: UInt64, _ kind: ProtobufSchema.Kind) {
        switch kind {
        case .int64: self.init(Int64(bitPattern: bits))
        case .uint64: self.init(bits)
        case .int32: self.init(Int32(truncatingIfNeeded: bits))
        case .uint32: self.init(UInt32(truncatingIfNeeded: bits))
        case .sint32: self.init(Int32(truncatingIfNeeded: UInt64(UInt32(truncatingIfNeeded: bits)).zigzagDecoded))
        case .sint64: self.init(bits.zigzagDecoded)
        case .bool: self.init(bits != 0, .literal)
        case .enum: self.init(Int32(truncatingIfNeeded: bits), enumeration: Int32(truncatingIfNeeded: bits))
        case .double, .float, .fixed64, .fixed32, .string, .group, .message, .bytes, .sfixed32, .sfixed64: return nil
        }
    }

    private init?(fixed32 bits: UInt32, _ kind: ProtobufSchema.Kind) {
        switch kind {
        case .float: self.init(Float(bitPattern: bits))
        case .fixed32: self.init(bits)
        case .sfixed32: self.init(Int32(bitPattern: bits))
        default: return nil
        }
    }

    private init?(fixed64 bits: UInt64, _ kind: ProtobufSchema.Kind) {
        switch kind {
        case .double: self.init(Double(bitPattern: bits))
        case .fixed64: self.init(bits)
        case .sfixed64: self.init(Int64(bitPattern: bits))
        default: return nil
        }
    }
}

extension ProtobufReader {
    /// The next value of a packed list; `nil` at its end.
    fileprivate mutating func nextPacked(_ kind: ProtobufSchema.Kind) throws(ProtobufError) -> Value? {
        guard !rest.isEmpty else { return nil }
        switch kind {
        case .double, .fixed64, .sfixed64: return .fixed64(try fixed(8))
        case .float, .fixed32, .sfixed32: return .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
        case .int64, .uint64, .int32, .bool, .uint32, .enum, .sint32, .sint64: return .varint(try varint())
        case .string, .group, .message, .bytes:
            throw ProtobufError(offset: offset, message: "values of this type are not packed")
        }
    }
}
