/// Where a value stands in a JSON text: the names and indices that lead there.
package struct JSONLocation: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        case name(String)
        case index(Int)
    }

    package var steps: [Step]

    /// `$['errors'][0]['code']`: a normalized path (RFC 9535 §2.7).
    package var normalized: String {
        steps.reduce("$") { path, step in
            switch step {
            case .name(let name): "\(path)['\(Self.escaped(name))']"
            case .index(let index): "\(path)[\(index)]"
            }
        }
    }

    /// `$.errors[0].code`: as one would type it.
    ///
    /// - Parameter ofAnyElement: `[*]` for each index.
    package func short(ofAnyElement: Bool = false) -> String {
        steps.reduce("$") { path, step in
            switch step {
            case .name(let name) where JSONPathName.isShorthand(name.utf8): "\(path).\(name)"
            case .name(let name): "\(path)['\(Self.escaped(name))']"
            case .index(let index): ofAnyElement ? "\(path)[*]" : "\(path)[\(index)]"
            }
        }
    }

    private static func escaped(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            if let letter = escapes[scalar] {
                result += "\\\(letter)"
            } else if scalar.value < 0x20 {
                result += "\\u00\(UInt8(scalar.value).hexadecimal)"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static let escapes: [Unicode.Scalar: String] = [
        "\u{08}": "b", "\t": "t", "\n": "n", "\u{0C}": "f", "\r": "r", "'": "'", "\\": "\\",
    ]
}

extension JSONTape {
    /// Costs the values beside those on the way.
    func location(of node: Int) -> JSONLocation {
        var steps: [JSONLocation.Step] = []
        var container = 0
        while container < node {
            var child = container + 1
            var index = 0
            while next(after: child) <= node {
                child = next(after: child)
                index += 1
            }
            if kind(of: child) == .key {
                steps.append(.name(String(decoding: text(of: child), as: UTF8.self)))
                container = child + 1
            } else {
                steps.append(.index(index))
                container = child
            }
        }
        return JSONLocation(steps: steps)
    }
}
