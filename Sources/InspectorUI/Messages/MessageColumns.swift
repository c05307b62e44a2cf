import FlowKit
import TerminalKit

/// A column of the table of messages.
struct MessageColumn: Sendable {
    /// What a cell is made from besides its message.
    struct Surroundings {
        let signs: Signs
        let utcOffset: Int
        /// When the stream was opened: times count from there.
        let opened: Timestamp
        /// Cells of this column.
        var columns = 0
    }

    let title: String
    let alignment: FlowColumn.Alignment
    var isTime = false
    let content: @Sendable (Int, MessageList.Item, Surroundings) -> FlowColumn.Content

    static let number = MessageColumn(title: "#", alignment: .right) { number, _, _ in .init(String(number + 1), .dim) }

    static let time = MessageColumn(title: "TIME", alignment: .right, isTime: true) { _, message, around in
        guard let time = message.time else { return .init(around.signs.none, .dim) }
        return .init(Format.offset(time - around.opened), .dim)
    }

    static let clock = MessageColumn(title: "CLOCK", alignment: .left, isTime: true) { _, message, around in
        guard let time = message.time else { return .init(around.signs.none, .dim) }
        return .init(ClockTime(time, utcOffset: around.utcOffset).preciseText, .dim)
    }

    static let sign = MessageColumn(title: "", alignment: .left) { _, message, around in
        .init(around.signs.arrow(message.sender), message.sender.role)
    }

    static let sender = MessageColumn(title: "FROM", alignment: .left) { _, message, around in
        .init("\(message.sender.word) \(around.signs.arrow(message.sender))", message.sender.role)
    }

    static let type = MessageColumn(title: "TYPE", alignment: .left) { _, message, _ in
        .init(message.typeText, message.isControl ? .dim : .plain)
    }

    static let size = MessageColumn(title: "SIZE", alignment: .right) { _, message, _ in
        .init(Format.byteCount(message.payload.byteCount))
    }

    static let marks = MessageColumn(title: "", alignment: .left) { _, message, around in
        let signs = around.signs
        let marks = [
            message.isInjected ? signs.answered : " ", message.isCompressed ? signs.compressed : " ",
            message.fragmentCount > 1 ? signs.fragmented : " ",
        ]
        return .init(marks.joined(), .accent)
    }

    static let preview = MessageColumn(title: "MESSAGE", alignment: .left) { _, message, around in
        let preview = MessagePreview(message, columns: around.columns)
        return .init(preview.text, preview.isText && !message.isControl ? .plain : .dim)
    }
}

/// Which columns a table of some width has, and how wide each is.
struct MessageColumns {
    struct Part {
        let column: MessageColumn
        let start: Int
        let columns: Int
    }

    let parts: [Part]

    private static let layouts: [(least: Int, parts: [(column: MessageColumn, columns: Int)])] = [
        (
            100,
            [
                (.number, 0), (.clock, 12), (.time, 9), (.sender, 8), (.type, 10), (.size, 8), (.marks, 3),
                (.preview, 0),
            ]
        ),
        (76, [(.number, 0), (.time, 9), (.sender, 8), (.type, 10), (.size, 8), (.marks, 3), (.preview, 0)]),
        (56, [(.number, 0), (.time, 9), (.sign, 1), (.type, 10), (.size, 8), (.marks, 3), (.preview, 0)]),
        (0, [(.number, 0), (.sign, 1), (.type, 6), (.preview, 0)]),
    ]

    /// - Parameters:
    ///   - end: the number behind the last message, which must fit.
    ///   - hasTimes: it is known when messages came.
    init(columns: Int, end: Int, hasTimes: Bool) {
        let layout = Self.layouts.first { $0.least <= columns } ?? Self.layouts[Self.layouts.count - 1]
        let shown = layout.parts.filter { hasTimes || !$0.column.isTime }
        let numberColumns = max(3, String(end).count)
        var start = 1
        parts = shown.enumerated().map { index, part in
            let isLast = index == shown.count - 1
            let width = isLast ? max(0, columns - start - 1) : index == 0 ? numberColumns : part.columns
            defer { start += width + 1 }
            return Part(column: part.column, start: start, columns: width)
        }
    }
}

extension StreamMessage.Sender {
    /// `client`, `server`.
    var word: String { self == .client ? "client" : "server" }

    var role: Theme.Role { self == .client ? .name : .string }
}

extension Signs {
    /// The way a message goes.
    func arrow(_ sender: StreamMessage.Sender) -> String { sender == .client ? fromClient : fromServer }
}

extension MessageList.Item {
    /// Messages that keep a stream going, which are in the way of reading.
    var isControl: Bool { ["ping", "pong", "close", "comment"].contains(type) }
}

/// The beginning of a message in one line.
struct MessagePreview {
    let text: String
    /// False where the bytes are shown as hexadecimal.
    let isText: Bool

    /// Looks at no more of the payload than fills the columns.
    init(_ message: MessageList.Item, columns: Int) {
        let bytes = Self.prefix(of: message.payload, 4 * columns + 4)
        let isCut = bytes.count < message.payload.byteCount
        isText = message.type == "text" || Self.isText(bytes, isCut: isCut)
        guard isText else {
            text = bytes.prefix(columns).map(\.hexadecimal).joined(separator: " ")
            return
        }
        var line = ""
        var wasSpace = true
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            let isSpace = scalar == " " || scalar == "\n" || scalar == "\r" || scalar == "\t"
            if !isSpace { line.unicodeScalars.append(scalar) } else if !wasSpace { line.append(" ") }
            wasSpace = isSpace
        }
        text = line
    }

    private static func prefix(of body: Body, _ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for chunk in body.chunks where bytes.count < count { bytes += chunk.prefix(count - bytes.count) }
        return bytes
    }

    /// Valid UTF-8 without control characters but white space.
    ///
    /// - Parameter isCut: a character may be cut at the end.
    private static func isText(_ bytes: [UInt8], isCut: Bool) -> Bool {
        guard !bytes.contains(where: { $0 < 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 || $0 == 0x7F }) else {
            return false
        }
        return (0...(isCut ? 3 : 0)).contains { String(validating: bytes.dropLast($0), as: UTF8.self) != nil }
    }
}
