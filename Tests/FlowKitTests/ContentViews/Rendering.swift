import FlowKit

/// Renders and gives the lines as text.
func lines(of text: String, type: String?, as view: String? = nil) -> [String] {
    rendering(of: Array(text.utf8), type: type, as: view).lines.map(\.text)
}

func rendering(
    of bytes: [UInt8],
    type: String?,
    as view: String? = nil,
    limits: ContentLimits = .standard
) -> ContentRendering {
    ContentViews.render(Content(bytes, contentType: type), as: view, limits: limits)
}

func rendering(of text: String, type: String?, as view: String? = nil) -> ContentRendering {
    rendering(of: Array(text.utf8), type: type, as: view)
}

extension ContentRendering {
    var text: [String] { lines.map(\.text) }

    /// The spans of all lines as `role:text`, for tests of colours.
    func spans(_ role: StyledLine.Role) -> [String] {
        lines.flatMap(\.spans).filter { $0.role == role }.map(\.text)
    }
}
