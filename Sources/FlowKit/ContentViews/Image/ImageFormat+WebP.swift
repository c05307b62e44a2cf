extension ImageFormat {
    /// RFC 9649 §2.
    static let webP = ImageFormat(
        name: "WebP",
        matches: { $0.starts(with: "RIFF".utf8) && $0.dropFirst(8).starts(with: "WEBP".utf8) },
        facts: webPFacts
    )

    private static func webPFacts(_ bytes: [UInt8]) -> [ImageFact] {
        let file = ImageBytes(bytes: bytes)
        let body = 20
        switch file.text(12, count: 4) {
        case "VP8 ":
            // After the frame tag and the start code.
            guard let width = file.littleEndian(body + 6, count: 2), let height = file.littleEndian(body + 8, count: 2)
            else { return [] }
            return [.size(width & 0x3FFF, height & 0x3FFF), ImageFact("Coding", "lossy")]
        case "VP8L":
            guard let packed = file.littleEndian(body + 1, count: 4) else { return [] }
            return [.size((packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1), ImageFact("Coding", "lossless")]
        case "VP8X":
            guard let flags = file[body], let width = file.littleEndian(body + 4, count: 3),
                let height = file.littleEndian(body + 7, count: 3)
            else { return [] }
            let features = [(0x02, "animation"), (0x10, "alpha"), (0x08, "Exif"), (0x04, "XMP"), (0x20, "ICC profile")]
            let found = features.filter { flags & $0.0 != 0 }.map(\.1)
            return [.size(width + 1, height + 1)]
                + (found.isEmpty ? [] : [ImageFact("Features", found.joined(separator: ", "))])
        default:
            return []
        }
    }
}
