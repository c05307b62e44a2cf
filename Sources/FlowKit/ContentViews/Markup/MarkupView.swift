/// XML or HTML with an element a line, indented. Tolerant: nothing is too broken to be shown.
///
/// White space between elements is the printer's; inside comments, CDATA, scripts, styles and `pre` nothing is touched.
struct MarkupView: ContentView {
    let name: String
    private let isHTML: Bool

    static let xml = MarkupView(name: "xml", isHTML: false)
    static let html = MarkupView(name: "html", isHTML: true)

    func priority(for content: Content) -> ContentPriority {
        if let type = content.mediaType, isHTML ? type.isHTML : type.isXML {
            // What is called HTML is often something else.
            return isHTML && !content.textStart.hasPrefix("<") ? .general : .declared
        }
        guard content.isTypeUnknown else { return .never }
        let starts = isHTML ? ["<!doctype html", "<html"] : ["<?xml"]
        return starts.contains { content.textStart.hasPrefix($0) } ? .sniffed : .never
    }

    func render(_ content: Content, into output: inout ContentOutput) {
        var tokenizer = MarkupTokenizer(content.utf8, isHTML: isHTML)
        var printer = MarkupPrinter(isHTML: isHTML)
        var next = tokenizer.next()
        while let token = next, !output.isFull {
            next = tokenizer.next()
            printer.print(token, before: next, to: &output)
        }
    }
}

extension MediaType {
    fileprivate var isHTML: Bool { essence == "text/html" || essence == "application/xhtml+xml" }

    fileprivate var isXML: Bool {
        subtype == "xml" || subtype.hasSuffix("+xml") || subtype == "xml-dtd" || essence == "text/xsl"
    }
}
