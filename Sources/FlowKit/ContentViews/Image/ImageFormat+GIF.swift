extension ImageFormat {
    /// GIF 89a, §17 to §27.
    static let gif = ImageFormat(
        name: "GIF",
        matches: { $0.starts(with: "GIF87a".utf8) || $0.starts(with: "GIF89a".utf8) },
        facts: gifFacts
    )

    private static func gifFacts(_ bytes: [UInt8]) -> [ImageFact] {
        let file = ImageBytes(bytes: bytes)
        guard let width = file.littleEndian(6, count: 2), let height = file.littleEndian(8, count: 2) else { return [] }
        let frames = frameCount(file)
        return [
            .size(width, height), ImageFact("Version", file.text(3, count: 3)),
            ImageFact("Frames", String(frames)),
        ]
    }

    private static func frameCount(_ file: ImageBytes) -> Int {
        var count = 0
        var offset = 13 + colorTableByteCount(file[10])
        while let introducer = file[offset] {
            switch introducer {
            case 0x21:
                offset = endOfBlocks(file, offset + 2)
            case 0x2C:
                count += 1
                // Descriptor, table, and the code size before the data.
                offset = endOfBlocks(file, offset + 10 + colorTableByteCount(file[offset + 9]) + 1)
            default:
                return count
            }
        }
        return count
    }

    private static func colorTableByteCount(_ flags: Int?) -> Int {
        guard let flags, flags & 0x80 != 0 else { return 0 }
        return 3 << ((flags & 7) + 1)
    }

    private static func endOfBlocks(_ file: ImageBytes, _ start: Int) -> Int {
        var offset = start
        while let count = file[offset], count > 0 { offset += count + 1 }
        return offset + 1
    }
}
