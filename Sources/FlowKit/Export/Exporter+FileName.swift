extension Exporter {
    /// A name to propose for a file of these flows, such as `api.example.com-42.json`: letters, digits, dots and hyphens.
    package func fileName(for flows: [Flow]) -> String {
        guard let flow = flows.first, flows.count == 1 else { return "flows.\(fileExtension)" }
        let host = flow.request.origin.host.utf8.prefix(100).map { byte in
            Self.isPlain(byte) ? byte : UInt8(ascii: "-")
        }
        let name = String(decoding: host, as: UTF8.self).drop { $0 == "." || $0 == "-" }
        return "\(name.isEmpty ? "flow" : name)-\(flow.id).\(suffix(for: flow))"
    }

    private func suffix(for flow: Flow) -> String {
        guard let type = mediaType(flow) else { return fileExtension }
        if let known = Self.suffixes[type] { return known }
        // The structured syntaxes of RFC 6839: application/problem+json is JSON.
        if type.hasSuffix("+json") { return "json" }
        return type.hasSuffix("+xml") ? "xml" : fileExtension
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte.asciiLowercased)
            || byte == UInt8(ascii: ".")
    }

    private static let suffixes = [
        "application/javascript": "js", "application/json": "json", "application/pdf": "pdf",
        "application/wasm": "wasm", "application/x-www-form-urlencoded": "txt", "application/xml": "xml",
        "application/zip": "zip", "font/woff2": "woff2", "image/avif": "avif", "image/gif": "gif", "image/jpeg": "jpg",
        "image/png": "png", "image/svg+xml": "svg", "image/webp": "webp", "image/x-icon": "ico", "text/css": "css",
        "text/csv": "csv", "text/html": "html", "text/javascript": "js", "text/plain": "txt", "text/xml": "xml",
    ]
}
