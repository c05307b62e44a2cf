import FlowKit

/// A word to the person in the message line, gone after some seconds.
package struct Notice: Hashable, Sendable {
    package enum Level: Hashable, Sendable {
        case info, warning, error
    }

    package var level: Level
    package var text: String

    package init(_ text: String, level: Level = .info) {
        self.text = text
        self.level = level
    }

    package static func error(_ text: String) -> Notice {
        Notice(text, level: .error)
    }
}

/// A notice on the screen.
struct Toast: Hashable, Sendable {
    var notice: Notice
    var expires: Timestamp
}
