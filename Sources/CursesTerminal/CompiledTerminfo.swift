/// A terminal description in ncurses's compiled form with 32-bit numbers (term(5)).
struct CompiledTerminfo {
    var name: String
    var flags: [Bool] = []
    /// -1 is absent.
    var numbers: [Int32] = []
    var strings: [[UInt8]?] = []
    var extendedFlags: [(name: String, value: Bool)] = []
    var extendedStrings: [(name: String, value: [UInt8])] = []

    init(name: String) {
        self.name = name
    }

    /// `nil` when it is larger than the form can say.
    var bytes: [UInt8]? {
        var writer = Writer()
        let names = Array(name.utf8) + [0]
        let table = Table(strings)
        writer.shorts([0o1036, names.count, flags.count, numbers.count, strings.count, table.bytes.count])
        writer.bytes += names
        writer.bytes += flags.map { $0 ? 1 : 0 }
        writer.align()
        for number in numbers { writer.long(number) }
        writer.shorts(table.offsets)
        writer.bytes += table.bytes
        writer.align()
        addExtended(to: &writer)
        return writer.isValid ? writer.bytes : nil
    }

    private func addExtended(to writer: inout Writer) {
        let values = Table(extendedStrings.map(\.value))
        let names = Table((extendedFlags.map(\.name) + extendedStrings.map(\.name)).map { Array($0.utf8) })
        writer.shorts([
            extendedFlags.count, 0, extendedStrings.count, values.offsets.count + names.offsets.count,
            values.bytes.count + names.bytes.count,
        ])
        writer.bytes += extendedFlags.map { $0.value ? 1 : 0 }
        writer.align()
        writer.shorts(values.offsets)
        writer.shorts(names.offsets)
        writer.bytes += values.bytes + names.bytes
    }

    /// Strings one after the other, each ended by zero, and where each starts.
    private struct Table {
        var offsets: [Int] = []
        var bytes: [UInt8] = []

        init(_ strings: [[UInt8]?]) {
            for string in strings {
                offsets.append(string == nil ? -1 : bytes.count)
                if let string { bytes += string + [0] }
            }
        }
    }

    private struct Writer {
        var bytes: [UInt8] = []
        var isValid = true

        mutating func shorts(_ values: [Int]) {
            for value in values {
                isValid = isValid && value <= Int16.max
                bytes.append(UInt8(truncatingIfNeeded: value))
                bytes.append(UInt8(truncatingIfNeeded: value >> 8))
            }
        }

        mutating func long(_ value: Int32) {
            for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> Int32(shift))) }
        }

        mutating func align() {
            if bytes.count % 2 != 0 { bytes.append(0) }
        }
    }
}
