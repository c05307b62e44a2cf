/// What the fields of messages mean: types and methods of `.proto` files, as `protoc` describes them.
///
/// A value that is cheap to copy. Types refer to each other by name, so they may do so in circles.
package struct ProtobufSchema: Hashable, Sendable {
    struct Message: Hashable, Sendable {
        /// With its package.
        let name: String
        var fields: [Int: Field] = [:]
        /// True for the type that stands for the entries of a map: field 1 is the key, field 2 the value.
        var isMapEntry = false
    }

    struct Field: Hashable, Sendable {
        /// An extension's is in brackets.
        let name: String
        let kind: Kind
        /// Of a message or an enumeration; empty for others.
        let typeName: String
        let isRepeated: Bool
        /// What it is one choice of.
        let oneof: String?
    }

    /// The numbers are those of `FieldDescriptorProto.Type`.
    enum Kind: UInt64, Hashable, Sendable {
        case double = 1
        case float, int64, uint64, int32, fixed64, fixed32, bool, string, group, message, bytes, uint32, `enum`
        case sfixed32, sfixed64, sint32, sint64
    }

    struct Enumeration: Hashable, Sendable {
        /// Of several names for one value the first.
        var names: [Int32: String] = [:]
    }

    struct Method: Hashable, Sendable {
        let requestType: String
        let responseType: String
        let isClientStreaming: Bool
        let isServerStreaming: Bool
    }

    var messages: [String: Message] = [:]
    var enumerations: [String: Enumeration] = [:]
    /// By `package.Service/Method`.
    var methods: [String: Method] = [:]

    /// One that describes nothing.
    package init() {}

    package var isEmpty: Bool { messages.isEmpty && methods.isEmpty }
    package var messageCount: Int { messages.count }
    package var methodCount: Int { methods.count }

    /// Adds what a descriptor set describes; of two types of one name the later one holds.
    ///
    /// - Parameter descriptorSet: what `protoc --descriptor_set_out=FILE --include_imports` writes.
    /// - Throws: why it is none, with the offset in it; the schema is then as before.
    package mutating func add(descriptorSet: [UInt8]) throws(ProtobufError) {
        var reader = DescriptorReader(self)
        try reader.read(descriptorSet)
        self = reader.schema
    }

    func method(_ method: GRPCMethod) -> Method? { methods["\(method.service)/\(method.name)"] }
}
