import NIOCore
import NIOWebSocket

/// The server's end of the demo's WebSocket: confirms what is subscribed to, and tells its prices for a while.
final class DemoPrices: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private static let prices = ["5.99", "6.04", "6.02", "5.97"]

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text:
            let text = String(buffer: frame.unmaskedData)
            send(#"{"op": "accepted", "request": \#(text)}"#, context)
            // What comes after the last colon names the goods.
            let name = text.split(separator: ":").last?.filter { $0.isLetter || $0.isNumber || $0 == "-" }
            tellPrice(0, of: name ?? "", context)
        case .ping:
            context.writeAndFlush(
                wrapOutboundOut(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)),
                promise: nil
            )
        case .connectionClose:
            let farewell = WebSocketFrame(fin: true, opcode: .connectionClose, data: frame.unmaskedData)
            context.writeAndFlush(wrapOutboundOut(farewell)).assumeIsolated().whenComplete { _ in
                context.close(promise: nil)
            }
        default: break
        }
    }

    private func tellPrice(_ index: Int, of name: String, _ context: ChannelHandlerContext) {
        guard index < Self.prices.count else { return }
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(450)) { [self] in
            guard context.channel.isActive else { return }
            send(#"{"sku": "\#(name)", "price": \#(Self.prices[index]), "tick": \#(index + 1)}"#, context)
            tellPrice(index + 1, of: name, context)
        }
    }

    private func send(_ text: String, _ context: ChannelHandlerContext) {
        let frame = WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: text))
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

@available(*, unavailable) extension DemoPrices: Sendable {}
