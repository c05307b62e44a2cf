extension ImageFormat {
    /// ITU T.81, annex B.
    static let jpeg = ImageFormat(
        name: "JPEG",
        matches: { $0.starts(with: [0xFF, 0xD8, 0xFF]) },
        facts: jpegFacts
    )

    private static let factLimit = 16
    private static let commentLimit = 200

    private static func jpegFacts(_ bytes: [UInt8]) -> [ImageFact] {
        let file = ImageBytes(bytes: bytes)
        var facts: [ImageFact] = []
        var offset = 2
        while let prefix = file[offset], prefix == 0xFF, let marker = file[offset + 1], facts.count < factLimit {
            // Fill bytes may stand before a marker.
            if marker == 0xFF {
                offset += 1
                continue
            }
            // The entropy-coded data begins: sizes stand before it.
            guard marker != 0xDA, let count = file.bigEndian(offset + 2, count: 2), count >= 2 else { return facts }
            let body = offset + 4
            if isFrameStart(marker) {
                facts += frameFacts(file, body, isProgressive: marker == 0xC2)
            } else if marker == 0xFE {
                facts.append(ImageFact("Comment", file.text(body, count: min(count - 2, commentLimit))))
            } else if marker == 0xE1 && file.text(body, count: 4) == "Exif" {
                facts.append(ImageFact("Metadata", "Exif, \(count) bytes"))
            }
            offset += count + 2
        }
        return facts
    }

    private static func isFrameStart(_ marker: Int) -> Bool {
        (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
    }

    private static func frameFacts(_ file: ImageBytes, _ offset: Int, isProgressive: Bool) -> [ImageFact] {
        guard let depth = file[offset], let height = file.bigEndian(offset + 1, count: 2),
            let width = file.bigEndian(offset + 3, count: 2), let channels = file[offset + 5]
        else { return [] }
        let colour = "\(channels) channels, \(depth) bits a channel\(isProgressive ? ", progressive" : "")"
        return [.size(width, height), ImageFact("Colour", colour)]
    }
}
