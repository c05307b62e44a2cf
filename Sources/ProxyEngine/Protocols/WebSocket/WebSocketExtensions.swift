import FlowKit

/// What both ends agreed on beyond RFC 6455: the `Sec-WebSocket-Extensions` of the response (RFC 6455 §9.1).
struct WebSocketExtensions {
    /// How one end compresses (RFC 7692).
    struct Deflate: Equatable {
        var windowBits = 15
        /// Each message stands alone.
        var hasNoContextTakeover = false
    }

    var client: Deflate?
    var server: Deflate?
    /// Those that are not known here: they may change what payloads mean.
    var unknownNames: [String] = []

    init() {}

    init(response: Headers) {
        for value in response.values("Sec-WebSocket-Extensions") {
            for part in value.split(separator: ",") {
                let words = part.split(separator: ";").map { Self.trimmed($0).lowercased() }
                guard let name = words.first, !name.isEmpty else { continue }
                if name == "permessage-deflate", client == nil {
                    agreeOnDeflate(words.dropFirst())
                } else {
                    unknownNames.append(name)
                }
            }
        }
    }

    private mutating func agreeOnDeflate(_ parameters: some Sequence<String>) {
        var client = Deflate()
        var server = Deflate()
        for parameter in parameters {
            let parts = parameter.split(separator: "=", maxSplits: 1).map { Self.trimmed($0) }
            // What is out of range is for the ends to refuse: read on with the widest window.
            let bits = parts.dropFirst().first.flatMap { Int($0) }.flatMap { (8...15).contains($0) ? $0 : nil } ?? 15
            switch parts.first {
            case "client_no_context_takeover": client.hasNoContextTakeover = true
            case "server_no_context_takeover": server.hasNoContextTakeover = true
            case "client_max_window_bits": client.windowBits = bits
            case "server_max_window_bits": server.windowBits = bits
            default: break
            }
        }
        self.client = client
        self.server = server
    }

    /// Without white space and quotes around it.
    private static func trimmed(_ text: Substring) -> String {
        let isOuter = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: "\"") }
        let bytes = text.utf8.drop(while: isOuter)
        return String(
            decoding: bytes.prefix(
                (bytes.lastIndex { !isOuter($0) }).map {
                    bytes.distance(from: bytes.startIndex, to: $0) + 1
                } ?? 0
            ),
            as: UTF8.self
        )
    }
}
