extension ImageFormat {
    /// PNG, third edition, §5 and §11.
    static let png = ImageFormat(
        name: "PNG",
        matches: { $0.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) },
        facts: pngFacts
    )

    private static let colorTypes = [0: "grey", 2: "RGB", 3: "palette", 4: "grey with alpha", 6: "RGB with alpha"]
    /// Texts and chunks of a file that would be endless.
    private static let factLimit = 32
    private static let textLimit = 200

    private static func pngFacts(_ bytes: [UInt8]) -> [ImageFact] {
        let file = ImageBytes(bytes: bytes)
        var facts: [ImageFact] = []
        var offset = 8
        while let count = file.bigEndian(offset, count: 4), facts.count < factLimit {
            let body = offset + 8
            switch file.text(offset + 4, count: 4) {
            case "IHDR": facts += headerFacts(file, body)
            case "acTL": facts.append(ImageFact("Animation", "\(file.bigEndian(body, count: 4) ?? 0) frames"))
            case "tEXt":
                let keyword = file.text(body, count: min(count, 79))
                let start = keyword.unicodeScalars.count + 1
                let text = file.text(body + start, count: min(count - start, textLimit))
                facts.append(ImageFact(keyword, text))
            case "IEND": return facts
            default: break
            }
            // Length, type and checksum.
            offset += count + 12
        }
        return facts
    }

    private static func headerFacts(_ file: ImageBytes, _ offset: Int) -> [ImageFact] {
        guard let width = file.bigEndian(offset, count: 4), let height = file.bigEndian(offset + 4, count: 4),
            let depth = file[offset + 8], let type = file[offset + 9]
        else { return [] }
        let interlaced = file[offset + 12] == 1 ? ", interlaced" : ""
        let color = colorTypes[type] ?? "colour type \(type)"
        return [.size(width, height), ImageFact("Colour", "\(color), \(depth) bits a channel\(interlaced)")]
    }
}
