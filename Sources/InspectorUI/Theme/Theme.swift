package import FlowKit
package import TerminalKit

/// How things look: a style for each meaning, and the signs drawn for it.
package struct Theme: Equatable, Sendable {
    /// What a piece of the screen means. Colour never says it alone: a mark or a word says the same.
    package enum Role: Hashable, Sendable, CaseIterable {
        case plain, dim, strong
        /// What has the focus.
        case accent
        case selection, selectionUnfocused
        /// The cursor's sign at the edge of the selection.
        case selectionMark
        case statusLine, statusWarning
        case columnHeader
        case informational, success, redirect, clientError, serverError
        case warning, error
        case key
        case prompt, completion, completionChosen
        case frame, title
        case hit, currentHit
        case added, removed
        case name, string, number, literal, punctuation, tag, comment
    }

    package let name: String
    private let styles: [Role: Style]
    package var signs: Signs

    /// - Parameter styles: roles without a style are plain.
    package init(name: String, styles: [Role: Style], signs: Signs = .unicode) {
        self.name = name
        self.styles = styles
        self.signs = signs
    }

    package subscript(_ role: Role) -> Style {
        styles[role] ?? .plain
    }

    /// The same with other signs.
    package func with(_ signs: Signs) -> Theme {
        Theme(name: name, styles: styles, signs: signs)
    }

    /// What of this theme a terminal can show: no colour where it has none, ASCII signs where it is not UTF-8.
    package func adapted(to traits: TerminalTraits) -> Theme {
        let theme = traits.colorCount < 8 ? Theme.monochrome.with(signs) : self
        return traits.isUTF8 ? theme : theme.with(.ascii)
    }

    /// The role of a response's status.
    package static func role(status: Int) -> Role {
        switch status {
        case ..<200: .informational
        case ..<300: .success
        case ..<400: .redirect
        case ..<500: .clientError
        default: .serverError
        }
    }

    /// How a span of rendered content looks.
    package static func role(content: StyledLine.Role) -> Role {
        switch content {
        case .plain: .plain
        case .dim: .dim
        case .name: .name
        case .string: .string
        case .number: .number
        case .literal: .literal
        case .punctuation: .punctuation
        case .tag: .tag
        case .comment: .comment
        case .heading: .strong
        case .error: .error
        }
    }
}
