/// The characters of Unicode's general categories, as ranges inside the brackets of a `Pattern`.
enum UnicodeCategories {
    /// What stands in brackets for the category `Lu`, or for all that begin with `L`; `nil`: RFC 9485 has none of the name.
    ///
    /// - Parameter isNegated: for all characters but those.
    static func pattern(_ name: String, isNegated: Bool) -> String? {
        guard (1...2).contains(name.count), abbreviations.contains(where: { $0.name.hasPrefix(name) }) else {
            return nil
        }
        let wanted = abbreviations.filter { $0.name.hasPrefix(name) != isNegated }
        return wanted.flatMap { ranges[$0.category] ?? [] }
            .map { "\\U\(hexadecimal($0.lowerBound))-\\U\(hexadecimal($0.upperBound))" }.joined()
    }

    private static let abbreviations: [(name: String, category: Unicode.GeneralCategory)] = [
        ("Ll", .lowercaseLetter), ("Lm", .modifierLetter), ("Lo", .otherLetter), ("Lt", .titlecaseLetter),
        ("Lu", .uppercaseLetter), ("Mc", .spacingMark), ("Me", .enclosingMark), ("Mn", .nonspacingMark),
        ("Nd", .decimalNumber), ("Nl", .letterNumber), ("No", .otherNumber), ("Pc", .connectorPunctuation),
        ("Pd", .dashPunctuation), ("Pe", .closePunctuation), ("Pf", .finalPunctuation), ("Pi", .initialPunctuation),
        ("Po", .otherPunctuation), ("Ps", .openPunctuation), ("Zl", .lineSeparator), ("Zp", .paragraphSeparator),
        ("Zs", .spaceSeparator), ("Sc", .currencySymbol), ("Sk", .modifierSymbol), ("Sm", .mathSymbol),
        ("So", .otherSymbol), ("Cc", .control), ("Cf", .format), ("Cn", .unassigned), ("Co", .privateUse),
    ]

    /// Made once, by a look at every character there is.
    private static let ranges: [Unicode.GeneralCategory: [ClosedRange<UInt32>]] = {
        var ranges: [Unicode.GeneralCategory: [ClosedRange<UInt32>]] = [:]
        var start: UInt32 = 0
        var current = Unicode.GeneralCategory.control
        for value in UInt32(0)...0x110000 {
            let category = Unicode.Scalar(value)?.properties.generalCategory
            guard category != current || value == 0x110000 else { continue }
            if value > start, current != .surrogate { ranges[current, default: []].append(start...(value - 1)) }
            (start, current) = (value, category ?? .surrogate)
        }
        return ranges
    }()

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
