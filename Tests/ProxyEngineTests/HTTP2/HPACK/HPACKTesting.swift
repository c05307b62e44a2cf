import FlowKit
import NIOCore

@testable import ProxyEngine

extension [UInt8] {
    /// Bytes as specifications print them: spaces and line ends mean nothing.
    init(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        self = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

extension HTTP2Fields {
    /// Fields as they would stand in a message, one a line: `name: value`.
    init(_ text: String, neverIndexed: [Int] = []) {
        let lines = text.split(separator: "\n").map { $0 + "\r\n" }.joined()
        self.init(headers: Headers(lines: Array(lines.utf8)), neverIndexed: neverIndexed)
    }

    /// The same way.
    var text: String {
        headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    }
}

extension HPACKDecoder {
    init() {
        self.init(tableLimit: 4096, fieldsLimit: 65536)
    }

    mutating func decode(_ block: [UInt8]) throws(HPACKError) -> HTTP2Fields {
        let result: Result<HTTP2Fields, HPACKError> = block.withUnsafeBytes { bytes in
            do throws(HPACKError) { return .success(try decode(bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    mutating func decode(hex: String) throws(HPACKError) -> HTTP2Fields { try decode([UInt8](hex: hex)) }

    /// Why a block is not taken; `nil` when it is.
    mutating func fault(_ block: [UInt8]) -> HPACKError? {
        do throws(HPACKError) {
            _ = try decode(block)
            return nil
        } catch {
            return error
        }
    }
}

extension HPACKEncoder {
    mutating func encode(_ fields: HTTP2Fields) -> [UInt8] {
        var buffer = ByteBuffer()
        encode(fields, into: &buffer)
        return Array(buffer.readableBytesView)
    }
}

extension HPACKTable {
    /// The fields, newest first, one a line.
    var text: String {
        (0..<count).map { age in
            String(decoding: bytes[entry(age: age).line].dropLast(2), as: UTF8.self)
        }.joined(separator: "\n")
    }
}
