/// A form in which the messages of a stream leave Sluice.
///
/// To add one, make it in a file of its own and put it into `MessageForms.builtIn`.
package struct MessageForm: Sendable {
    /// Which messages it is for.
    package enum Scope: Hashable, Sendable {
        case one
        case all
    }

    /// What it is called, in a menu and elsewhere.
    package let name: String
    /// What a person types after a command, in lower case and unique.
    package let keyword: String
    /// The key that takes it in a menu.
    package let letter: Character
    package let scope: Scope
    /// For files, without the dot; `nil`: any.
    package let fileExtension: String?
    /// One sentence for the help, without a full stop.
    package let summary: String
    /// Why this message cannot be had so; `nil` where it can.
    package let obstacle: @Sendable (MessageList.Item) -> String?
    /// One message in this form, with its number from 0.
    let one: @Sendable (Int, MessageList.Item) -> [UInt8]

    /// The messages of these numbers, one after the other. Costs as much memory as the result has bytes.
    package func bytes(of numbers: some Sequence<Int>, in list: MessageList) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in numbers where list.numbers.contains(number) {
            let message = list[number]
            if obstacle(message) == nil { bytes += one(number, message) }
        }
        return bytes
    }
}

/// Every form of messages, in the order menus show them.
package enum MessageForms {
    package static let builtIn: [MessageForm] = [.payload, .hexadecimal, .json, .text, .jsonLines]

    /// `nil`: there is none of that keyword.
    package static func named(_ keyword: String) -> MessageForm? {
        builtIn.first { $0.keyword == keyword }
    }
}

extension MessageForm {
    static let payload = MessageForm(
        name: "Payload",
        keyword: "payload",
        letter: "p",
        scope: .one,
        fileExtension: nil,
        summary: "the bytes of the message, decompressed",
        obstacle: noPayload,
        one: { $1.payload.bytes }
    )

    static let hexadecimal = MessageForm(
        name: "Hexadecimal",
        keyword: "hex",
        letter: "x",
        scope: .one,
        fileExtension: "hex",
        summary: "two digits a byte, without spaces",
        obstacle: noPayload,
        one: { $1.payload.bytes.flatMap { $0.hexadecimal.utf8 } }
    )

    static let json = MessageForm(
        name: "Indented JSON",
        keyword: "json",
        letter: "i",
        scope: .one,
        fileExtension: "json",
        summary: "the payload one member or element a line",
        obstacle: { message in
            if let reason = noPayload(message) { return reason }
            return isJSON(message) ? nil : "it is not JSON"
        },
        one: { _, message in
            let content = Content(message.payload.bytes, contentType: "application/json")
            let rendering = ContentViews.render(content, as: "json", limits: .unlimited, isCancelled: { false })
            var bytes: [UInt8] = []
            for line in rendering.lines {
                if !bytes.isEmpty, !line.isContinuation { bytes.append(0x0A) }
                bytes += line.text.utf8
            }
            return bytes
        }
    )

    static let text = MessageForm(
        name: "Text",
        keyword: "text",
        letter: "t",
        scope: .all,
        fileExtension: "txt",
        summary: "one message a line: time, direction, type, payload",
        obstacle: { _ in nil },
        one: { _, message in
            let time = message.time.map { "\($0.rfc3339) " } ?? ""
            let type = message.typeText.padding(to: 10)
            return Array("\(time)\(message.sender == .client ? ">" : "<") \(type) \(message.lineText)\n".utf8)
        }
    )

    static let jsonLines = MessageForm(
        name: "JSON lines",
        keyword: "jsonl",
        letter: "l",
        scope: .all,
        fileExtension: "jsonl",
        summary: "one message a line: number, time, sender, type, text or base64",
        obstacle: { _ in nil },
        one: { number, message in
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("number", number + 1)
                writer.member("time", message.time?.rfc3339)
                writer.member("sender", message.sender == .client ? "client" : "server")
                writer.member("type", message.type)
                let isClose = message.type == "close"
                writer.member("code", isClose ? Int(message.typeDetail) : nil)
                if !isClose, !message.typeDetail.isEmpty { writer.member("id", message.typeDetail) }
                writer.member("bytes", message.payload.byteCount)
                writer.member("wireBytes", message.wireByteCount)
                writer.member("compressed", message.isCompressed)
                writer.member("fragments", message.fragmentCount)
                writer.member("injected", message.isInjected)
                writer.member("truncated", message.payload.isTruncated)
                let bytes = message.payload.bytes
                if message.type != "binary", let text = String(validating: bytes, as: UTF8.self) {
                    writer.member("text", text)
                } else {
                    writer.member("base64", Base64.encode(bytes))
                }
            }
            writer.newline()
            return writer.takeBytes()
        }
    )

    @Sendable private static func noPayload(_ message: MessageList.Item) -> String? {
        message.payload.capturedByteCount == 0 ? "the message is empty" : nil
    }

    /// Whether it is one JSON text, an object or an array; says so of the cut ones too.
    private static func isJSON(_ message: MessageList.Item) -> Bool {
        let content = Content(message.payload.bytes, contentType: message.contentType)
        guard let first = content.textStart.first, first == "{" || first == "[" else { return false }
        var tokenizer = JSONTokenizer(message.payload.bytes)
        do {
            while try tokenizer.next() != nil {}
            return true
        } catch {
            return false
        }
    }
}

extension MessageList.Item {
    /// The payload in one line: line breaks in it as `\n`, what is not UTF-8 as `\xHH`.
    fileprivate var lineText: String {
        let escaped = PayloadNotation.escapes.text(of: payload.bytes) ?? ""
        return escaped.contains("\n")
            ? escaped.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: "\\n") : escaped
    }
}

extension ContentLimits {
    fileprivate static let unlimited = ContentLimits(lines: .max, bytes: .max)
}

extension String {
    fileprivate func padding(to count: Int) -> String {
        self + String(repeating: " ", count: max(0, count - self.count))
    }
}
