import FlowKit

/// A protocol that is spoken where HTTP let go of a connection or a stream, and that we can read.
struct StreamProtocol: Sendable {
    /// As `Upgrade` (RFC 9110 §7.8) and `:protocol` (RFC 8441 §4) name it, in lower case.
    let name: String
    /// - Parameters:
    ///   - response: the fields of the response that began it.
    ///   - bodyLimit: bytes to keep of one message.
    let makeTap: @Sendable (_ response: Headers, _ bodyLimit: Int) -> any StreamTap
}

/// The protocols inside a stream that are understood; all others are relayed unread.
enum Protocols {
    static let builtIn: [StreamProtocol] = [.webSocket]

    static func named(_ name: String) -> StreamProtocol? {
        let name = name.lowercased()
        return builtIn.first { $0.name == name }
    }
}
