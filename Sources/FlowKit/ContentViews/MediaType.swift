/// A Content-Type's value: type, subtype and parameters (RFC 9110 §8.3.1).
package struct MediaType: Hashable, Sendable {
    /// `application/json`, in lower case.
    package let essence: String
    private let parameters: [Parameter]

    private struct Parameter: Hashable, Sendable {
        let name: String
        let value: String
    }

    /// Reads what servers send: a value without a slash, an unclosed quote and stray semicolons are taken as they come.
    package init(_ value: String) {
        var rest = Array(value.utf8)[...]
        essence = Self.text(Self.removePrefix(of: &rest, upTo: ";").trimmingWhitespace()).lowercased()
        var parameters: [Parameter] = []
        while !rest.isEmpty {
            rest = rest.drop { ";\t ".utf8.contains($0) }
            let name = Self.removePrefix(of: &rest, upTo: "=", or: ";").trimmingWhitespace()
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
            let value = Self.removeValue(of: &rest)
            parameters.append(Parameter(name: Self.text(name).lowercased(), value: value))
        }
        self.parameters = parameters
    }

    /// The first parameter of that name (given in lower case), quotes and escapes resolved.
    package subscript(parameter: String) -> String? {
        parameters.first { $0.name == parameter }?.value
    }

    package var type: Substring { essence.prefix { $0 != "/" } }
    package var subtype: Substring { essence.drop { $0 != "/" }.dropFirst() }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { WireText.decode(bytes) }

    private static func removePrefix(
        of rest: inout ArraySlice<UInt8>,
        upTo end: Unicode.Scalar,
        or other: Unicode.Scalar? = nil
    ) -> ArraySlice<UInt8> {
        let ends = [UInt8(ascii: end)] + (other.map { [UInt8(ascii: $0)] } ?? [])
        let prefix = rest.prefix { !ends.contains($0) }
        rest = rest[prefix.endIndex...]
        return prefix
    }

    private static func removeValue(of rest: inout ArraySlice<UInt8>) -> String {
        guard rest.first == UInt8(ascii: "\"") else {
            return text(removePrefix(of: &rest, upTo: ";").trimmingWhitespace())
        }
        rest = rest.dropFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
                value.append(escaped)
            } else {
                value.append(byte)
            }
        }
        return text(value[...])
    }
}
