/// Reads the wire format of Protocol Buffers field by field, without knowing what the fields mean.
///
/// Groups come as a field that holds all up to their end, so nesting costs no stack here.
struct ProtobufReader {
    /// A field as it stands on the wire.
    struct Field {
        let number: Int
        let value: Value
        /// Of its tag.
        let offset: Int
    }

    enum Value {
        case varint(UInt64)
        case fixed64(UInt64)
        case bytes(ArraySlice<UInt8>)
        case group(ArraySlice<UInt8>)
        case fixed32(UInt32)
    }

    private let bytes: ArraySlice<UInt8>
    private(set) var offset: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
    }

    /// What was not read.
    var rest: ArraySlice<UInt8> { bytes[offset...] }

    /// The next field; `nil` at the end. After an error `offset` is at the field that could not be read.
    mutating func next() throws(ProtobufError) -> Field? {
        let start = offset
        guard start < bytes.endIndex else { return nil }
        do throws(ProtobufError) {
            let tag = try tag()
            let value = try value(of: tag)
            return Field(number: tag.number, value: value, offset: start)
        } catch {
            offset = start
            throw error
        }
    }

    // MARK: - Tags

    private struct Tag {
        let number: Int
        let wireType: UInt8
        let offset: Int
    }

    private mutating func tag() throws(ProtobufError) -> Tag {
        let start = offset
        let value = try varint()
        let number = value >> 3
        guard number > 0, number < 1 << 29 else {
            throw ProtobufError(offset: start, message: "field number \(number) is out of range")
        }
        return Tag(number: Int(number), wireType: UInt8(value & 7), offset: start)
    }

    private mutating func value(of tag: Tag) throws(ProtobufError) -> Value {
        switch tag.wireType {
        case 0: return .varint(try varint())
        case 1: return .fixed64(try fixed(8))
        case 2: return .bytes(try lengthDelimited(tag))
        case 3: return .group(try group(tag))
        case 4: throw ProtobufError(offset: tag.offset, message: "field \(tag.number) ends a group that was not begun")
        case 5: return .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
        default:
            throw ProtobufError(
                offset: tag.offset,
                message: "field \(tag.number) has the unknown wire type \(tag.wireType)"
            )
        }
    }

    // MARK: - Values

    /// Up to ten bytes; what goes beyond 64 bits is no varint.
    mutating func varint() throws(ProtobufError) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<10 {
            guard offset + index < bytes.endIndex else {
                throw ProtobufError(offset: offset, message: "the data ends inside a number")
            }
            let byte = bytes[offset + index]
            value |= UInt64(byte & 0x7F) << UInt64(7 * index)
            guard byte & 0x80 == 0 else { continue }
            if index == 9 && byte > 1 { break }
            offset += index + 1
            return value
        }
        throw ProtobufError(offset: offset, message: "a number is longer than 64 bits")
    }

    mutating func fixed(_ byteCount: Int) throws(ProtobufError) -> UInt64 {
        guard bytes.endIndex - offset >= byteCount else {
            throw ProtobufError(offset: offset, message: "the data ends inside a number of \(byteCount) bytes")
        }
        var value: UInt64 = 0
        for index in 0..<byteCount { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
        offset += byteCount
        return value
    }

    private mutating func lengthDelimited(_ tag: Tag) throws(ProtobufError) -> ArraySlice<UInt8> {
        let count = try varint()
        let left = bytes.endIndex - offset
        guard count <= UInt64(left) else {
            let message = "field \(tag.number) should have \(count) bytes, and \(left) are left"
            throw ProtobufError(offset: tag.offset, message: message)
        }
        let content = bytes[offset..<(offset + Int(count))]
        offset += Int(count)
        return content
    }

    /// Up to the tag that ends the group; groups inside are counted, not gone into.
    private mutating func group(_ start: Tag) throws(ProtobufError) -> ArraySlice<UInt8> {
        let first = offset
        var open = [start.number]
        while let number = open.last {
            guard offset < bytes.endIndex else {
                throw ProtobufError(offset: start.offset, message: "the group \(number) has no end")
            }
            let tag = try tag()
            switch tag.wireType {
            case 3: open.append(tag.number)
            case 4 where tag.number == number:
                open.removeLast()
                if open.isEmpty { return bytes[first..<tag.offset] }
            case 4:
                let message = "the group \(number) is ended as \(tag.number)"
                throw ProtobufError(offset: tag.offset, message: message)
            default: _ = try value(of: tag)
            }
        }
        return bytes[first..<first]
    }
}

/// Why bytes are not in the wire format, and where.
package struct ProtobufError: Error, Hashable, Sendable {
    /// In bytes from the start of what is read.
    package let offset: Int
    /// What people read: lower case, no full stop, without the place.
    package let message: String
}
