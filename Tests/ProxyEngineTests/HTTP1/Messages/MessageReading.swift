import FlowKit
import NIOCore

@testable import ProxyEngine

/// What one message comes to when it arrives in two parts, by the same steps that a connection takes.
struct MessageReading: Equatable {
    /// As the next hop gets it: head and body.
    var forwarded: [UInt8] = []
    var content: [UInt8] = []
    var trailers: Headers?
    var layout: ChunkLayout?
    /// Bytes behind the message.
    var restCount = 0
    var isComplete = false
    var error: HTTP1Error?

    var text: String { WireText.decode(forwarded) }

    static func request(_ bytes: [UInt8], cut: Int? = nil) -> MessageReading {
        reading(bytes, cut: cut) { head throws(HTTP1Error) in
            let request = try HeadParser.request(head)
            let framing = try request.bodyFraming()
            var target = request.target
            var host: String?
            if case .absolute(let origin, let path) = try RequestTarget(method: request.method, target: target) {
                target = path
                host = request.facts.host.elementsEqual(origin.authority.utf8) ? nil : origin.authority
            }
            var written = ByteBuffer()
            written.writeRequestHead(request, target: target, host: host)
            return (Array(written.readableBytesView), framing)
        }
    }

    static func response(_ bytes: [UInt8], method: String = "GET", cut: Int? = nil) -> MessageReading {
        reading(bytes, cut: cut) { head throws(HTTP1Error) in
            let response = try HeadParser.response(head)
            let framing = try response.bodyFraming(requestMethod: method)
            var written = ByteBuffer()
            written.writeResponseHead(response, ForwardedResponseForm())
            return (Array(written.readableBytesView), framing)
        }
    }

    private static func reading(
        _ bytes: [UInt8],
        cut: Int?,
        parse: (UnsafeRawBufferPointer) throws(HTTP1Error) -> ([UInt8], BodyFraming)
    ) -> MessageReading {
        var reading = MessageReading()
        var scanner = HeadScanner()
        var body: BodyReader?
        var unread = ByteBuffer()
        let parts = cut.map { [bytes[..<$0], bytes[$0...]] } ?? [bytes[...]]
        do throws(HTTP1Error) {
            for part in parts where !part.isEmpty {
                unread.writeBytes(part)
                if body == nil {
                    let count = try unread.withReadable { (all) throws(HTTP1Error) in scanner.headByteCount(in: all) }
                    guard let count, let head = unread.readSlice(length: count) else { continue }
                    let (written, framing) = try head.withReadable { (all) throws(HTTP1Error) in try parse(all) }
                    reading.forwarded = written
                    body = BodyReader(framing)
                }
                guard var reader = body else { continue }
                let part = try reader.read(&unread)
                reading.forwarded += part.bytes.readableBytesView
                part.forEachContent { reading.content += $0 }
                reading.trailers = reader.trailers
                reading.layout = reader.layout
                reading.isComplete = reader.isDone
                body = reader
            }
        } catch {
            // How much was passed on before the fault depends on the cut.
            return MessageReading(error: error)
        }
        reading.restCount = unread.readableBytes
        return reading
    }
}
