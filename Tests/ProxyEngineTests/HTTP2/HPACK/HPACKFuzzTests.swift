import FlowKit
import TestSupport
import Testing

@testable import ProxyEngine

@Suite struct HPACKFuzzTests {
    private static let names = [
        ":method", ":path", ":status", "accept", "cookie", "content-type", "authorization", "x-a", "x-b",
        "x-request-id",
        "grpc-status", "a", "set-cookie",
    ]

    @Test(arguments: [UInt64](1...10))
    func `what is encoded is decoded, whatever the table's size`(seed: UInt64) throws {
        var generator = SeededRandom(seed: seed)
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder(tableLimit: 4096, fieldsLimit: .max)
        for round in 0..<1000 {
            if Int.random(in: 0..<20, using: &generator) == 0 {
                for _ in 0...Int.random(in: 0...2, using: &generator) {
                    let limit = [0, 64, 100, 500, 4096, 5000, 65536].randomElement(using: &generator) ?? 0
                    encoder.setTableLimit(limit)
                    decoder.setTableLimit(limit)
                }
            }
            let fields = fields(from: &generator)

            let decoded = try decoder.decode(encoder.encode(fields))

            try #require(decoded == fields, "round \(round)")
        }
    }

    @Test(arguments: [UInt64](1...4))
    func `no bytes crash the decoder, or go over its limit`(seed: UInt64) {
        var generator = SeededRandom(seed: seed)
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder(tableLimit: 512, fieldsLimit: 2000)
        var takenCount = 0
        for round in 0..<2000 {
            let block =
                round.isMultiple(of: 3)
                ? (0..<Int.random(in: 0...60, using: &generator)).map { _ in .random(in: 0...255, using: &generator) }
                : generator.mutated(encoder.encode(fields(from: &generator)))

            let result: HTTP2Fields
            do throws(HPACKError) {
                result = try decoder.decode(block)
                takenCount += 1
            } catch {
                result = error.fields
            }

            #expect(result.headers.reduce(0) { $0 + $1.nameBytes.count + $1.valueBytes.count + 32 } <= 2000)
            #expect(decoder.table.size <= 512)
            #expect(result.neverIndexed.last ?? -1 < Array(result.headers).count)
        }
        #expect(takenCount > 30)
    }

    @Test(arguments: [UInt64](1...4))
    func `a block cut anywhere is refused, or its fields are the first ones`(seed: UInt64) throws {
        var generator = SeededRandom(seed: seed)
        var encoder = HPACKEncoder()
        let fields = fields(from: &generator)
        let block = encoder.encode(fields)

        for count in 0...block.count {
            var decoder = HPACKDecoder()
            let bytes: [UInt8]
            do throws(HPACKError) {
                bytes = try decoder.decode(Array(block[..<count])).headers.bytes
            } catch {
                #expect(error.kind == .compression)
                bytes = error.fields.headers.bytes
            }
            #expect(fields.headers.bytes.starts(with: bytes))
        }
    }

    @Test(arguments: [UInt64](1...3))
    func `any lines are encoded in twice their bytes, as something that is HPACK`(seed: UInt64) {
        var generator = SeededRandom(seed: seed)
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder()
        for _ in 0..<1000 {
            let lines = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
                Array("ab: \r\n\n\u{0}".utf8).randomElement(using: &generator) ?? 0
            }
            let marks = (0..<3).map { _ in Int.random(in: 0...20, using: &generator) }

            let block = encoder.encode(HTTP2Fields(headers: Headers(lines: lines), neverIndexed: marks))

            #expect(block.count <= 2 * lines.count + 12)
            #expect(decoder.fault(block)?.kind != .compression)
        }
    }

    private func fields(from generator: inout SeededRandom) -> HTTP2Fields {
        var fields = HTTP2Fields()
        for index in 0..<Int.random(in: 0...12, using: &generator) {
            let name = Self.names.randomElement(using: &generator) ?? "a"
            fields.headers.append(name: Array(name.utf8), value: value(from: &generator))
            if Int.random(in: 0..<8, using: &generator) == 0 { fields.neverIndexed.append(index) }
        }
        return fields
    }

    private func value(from generator: inout SeededRandom) -> [UInt8] {
        let count = Int.random(in: 0...([3, 20, 20, 200].randomElement(using: &generator) ?? 0), using: &generator)
        let mask: UInt8 = count < 4 ? 0x31 : .random(using: &generator) ? 0x7F : 0xFF
        let bytes = (0..<count).map { _ in
            let byte = UInt8(truncatingIfNeeded: generator.next()) & mask
            return [0x00, 0x0A, 0x0D].contains(byte) ? byte | 0x40 : byte
        }
        return Array(bytes.trimmingWhitespace())
    }
}
