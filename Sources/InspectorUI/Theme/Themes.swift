import TerminalKit

extension Theme {
    /// The terminal's own palette: legible on dark and on light.
    package static let standard = Theme(
        name: "standard",
        styles: [
            .dim: Style(attributes: .dim),
            .strong: Style(attributes: .bold),
            .accent: Style(foreground: .palette(6), attributes: .bold),
            .selection: Style(foreground: .palette(6), attributes: [.reverse, .bold]),
            .selectionMark: Style(foreground: .palette(6), background: .palette(6)),
            .selectionUnfocused: Style(attributes: [.bold, .underline]),
            .statusLine: Style(attributes: .reverse),
            .statusWarning: Style(foreground: .palette(3), attributes: [.reverse, .bold]),
            .columnHeader: Style(attributes: [.bold, .underline]),
            .informational: Style(foreground: .palette(6)),
            .redirect: Style(attributes: .dim),
            .clientError: Style(foreground: .palette(3)),
            .serverError: Style(foreground: .palette(1), attributes: .bold),
            .warning: Style(foreground: .palette(3), attributes: .bold),
            .error: Style(foreground: .palette(1), attributes: .bold),
            .key: Style(foreground: .palette(6), attributes: .bold),
            .prompt: Style(foreground: .palette(6), attributes: .bold),
            .completion: Style(attributes: .reverse),
            .completionChosen: Style(foreground: .palette(6), attributes: [.reverse, .bold]),
            .frame: Style(foreground: .palette(6)),
            .title: Style(foreground: .palette(6), attributes: .bold),
            .hit: Style(foreground: .palette(3), attributes: .reverse),
            .currentHit: Style(foreground: .palette(3), attributes: [.reverse, .bold, .underline]),
            .added: Style(foreground: .palette(2)),
            .removed: Style(foreground: .palette(1)),
            .name: Style(foreground: .palette(6)),
            .string: Style(foreground: .palette(2)),
            .number: Style(foreground: .palette(5)),
            .literal: Style(foreground: .palette(3)),
            .punctuation: Style(attributes: .dim),
            .tag: Style(foreground: .palette(4)),
            .comment: Style(attributes: [.dim, .italic]),
        ]
    )

    /// Attributes only, for `NO_COLOR` and terminals without colour.
    package static let monochrome = Theme(
        name: "monochrome",
        styles: [
            .dim: Style(attributes: .dim),
            .strong: Style(attributes: .bold),
            .accent: Style(attributes: .bold),
            .selection: Style(attributes: .reverse),
            .selectionMark: Style(attributes: .bold),
            .selectionUnfocused: Style(attributes: [.bold, .underline]),
            .statusLine: Style(attributes: .reverse),
            .statusWarning: Style(attributes: [.reverse, .bold]),
            .columnHeader: Style(attributes: [.bold, .underline]),
            .redirect: Style(attributes: .dim),
            .clientError: Style(attributes: .bold),
            .serverError: Style(attributes: .bold),
            .warning: Style(attributes: .bold),
            .error: Style(attributes: .bold),
            .key: Style(attributes: .bold),
            .prompt: Style(attributes: .bold),
            .completion: Style(attributes: .reverse),
            .completionChosen: Style(attributes: [.reverse, .bold, .underline]),
            .title: Style(attributes: .bold),
            .hit: Style(attributes: .reverse),
            .currentHit: Style(attributes: [.reverse, .bold, .underline]),
            .added: Style(attributes: .bold),
            .removed: Style(attributes: .dim),
            .name: Style(attributes: .bold),
            .comment: Style(attributes: .dim),
        ]
    )

    package static let all = [standard, monochrome]
}
