/// What a printer of HTML must know about elements (HTML Living Standard §13.1.2).
enum HTMLElements {
    /// Have no content and no end tag.
    static let void: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    ]

    /// Their content is shown as it is.
    static let rawText: Set<String> = ["script", "style", "textarea", "pre", "xmp", "noembed", "noframes"]

    /// Stand inside a line of text.
    static let inline: Set<String> = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "button", "cite", "code", "data", "del", "dfn", "em",
        "font", "i", "img", "input", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    ]

    /// For a start tag, the open elements that it ends.
    static let impliedEnds: [String: Set<String>] = [
        "li": ["li"], "p": ["p"], "div": ["p"], "ul": ["p"], "ol": ["p"], "table": ["p"], "option": ["option"],
        "dt": ["dt", "dd"], "dd": ["dt", "dd"], "td": ["td", "th"], "th": ["td", "th"], "tr": ["td", "th", "tr"],
    ]
}
