import FlowKit

/// Finds a text in lines: letter case counts only when the text has a capital ("smart case").
struct TextSearch: Hashable, Sendable {
    /// Where it was found: UTF-8 offsets into a line; they may reach into the pieces that follow a cut line.
    struct Hit: Hashable, Sendable {
        let line: Int
        let range: Range<Int>
    }

    /// No more hits than this are looked for.
    static let maximumHits = 100_000
    /// Characters of a text to look for.
    static let maximumNeedle = 1_000

    let needle: String
    private let isCaseSensitive: Bool
    private let bytes: [UInt8]

    init(_ needle: String) {
        self.needle = needle
        isCaseSensitive = needle.contains(where: \.isUppercase)
        bytes = isCaseSensitive ? Array(needle.utf8) : Array(needle.lowercased().utf8)
    }

    /// All hits in order, none overlapping another. Costs the size of the document.
    func hits(in document: DetailDocument) -> [Hit] {
        var hits: [Hit] = []
        var index = 0
        while index < document.lines.count, hits.count < Self.maximumHits {
            var text = document.lines[index].content.text
            var starts = [0]
            // The pieces of a cut line are searched as the one they are.
            while index + starts.count < document.lines.count,
                document.lines[index + starts.count].content.isContinuation
            {
                starts.append(text.utf8.count)
                text += document.lines[index + starts.count - 1].content.text
            }
            var piece = 0
            for range in ranges(in: text).prefix(Self.maximumHits - hits.count) {
                while piece + 1 < starts.count, starts[piece + 1] <= range.lowerBound { piece += 1 }
                let start = starts[piece]
                hits.append(Hit(line: index + piece, range: (range.lowerBound - start)..<(range.upperBound - start)))
            }
            index += starts.count
        }
        return hits
    }

    /// The places of the text in one line, as UTF-8 offsets.
    func ranges(in text: String) -> [Range<Int>] {
        guard !bytes.isEmpty else { return [] }
        if isCaseSensitive { return find(in: Array(text.utf8)) }
        if bytes.allSatisfy({ $0 < 0x80 }) { return find(in: text.utf8.map(\.asciiLowercased)) }
        return rangesFolded(in: text)
    }

    private func find(in haystack: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        let last = haystack.count - bytes.count
        while start <= last {
            guard haystack[start] == bytes[0], haystack[start..<(start + bytes.count)].elementsEqual(bytes) else {
                start += 1
                continue
            }
            ranges.append(start..<(start + bytes.count))
            start += bytes.count
        }
        return ranges
    }

    /// Lower-casing may change how many bytes a letter has: keeps where each byte came from.
    private func rangesFolded(in text: String) -> [Range<Int>] {
        var folded: [UInt8] = []
        var origins: [Int] = []
        var offset = 0
        for scalar in text.unicodeScalars {
            let lower = scalar.isASCII ? nil : scalar.properties.lowercaseMapping
            let bytes = lower.map { Array($0.utf8) } ?? [UInt8(truncatingIfNeeded: scalar.value).asciiLowercased]
            folded += bytes
            origins += bytes.map { _ in offset }
            offset += UTF8.width(scalar)
        }
        origins.append(offset)
        return find(in: folded).map { range in
            // The end is where the scalar behind the last one starts.
            let end = origins[range.upperBound...].first { $0 > origins[range.upperBound - 1] } ?? offset
            return origins[range.lowerBound]..<end
        }
    }
}

extension ContentLimits {
    /// What a search looks at: far more than is shown at first, and not so much that its lines fill the memory.
    var forSearch: ContentLimits {
        ContentLimits(lines: max(lines, 400_000), bytes: max(bytes, 32 << 20))
    }
}
