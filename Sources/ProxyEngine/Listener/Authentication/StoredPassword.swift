import Crypto
import FlowKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A password as an htpasswd file keeps it.
enum StoredPassword: Sendable {
    case plain([UInt8])
    case sha1([UInt8])
    /// Apache's thousand rounds of MD5.
    case apr1(salt: [UInt8], hash: [UInt8])

    /// - Throws: why it cannot be used.
    init(_ text: [UInt8]) throws(EngineError) {
        if text.starts(with: "{SHA}".utf8) {
            guard let digest = Base64.decode(WireText.decode(text.dropFirst(5))), digest.count == 20 else {
                throw EngineError("{SHA} is followed by 28 characters of base64")
            }
            self = .sha1(digest)
        } else if text.starts(with: APR1.magic) {
            let parts = text.dropFirst(APR1.magic.count).split(separator: UInt8(ascii: "$"), maxSplits: 1)
            guard parts.count == 2, parts[0].count <= 8, parts[1].count == 22 else {
                throw EngineError("$apr1$ is followed by a salt, $ and 22 characters")
            }
            self = .apr1(salt: Array(parts[0]), hash: Array(parts[1]))
        } else if text.first == UInt8(ascii: "$") {
            let kind = text.dropFirst().prefix { $0 != UInt8(ascii: "$") }
            let name = kind.starts(with: "2".utf8) ? "bcrypt" : "$\(WireText.decode(kind.prefix(8)))$"
            throw EngineError("passwords in the form of \(name) are not supported (make them with htpasswd -m or -s)")
        } else {
            self = .plain(text)
        }
    }

    /// Compares digests, in a time that does not depend on where they differ.
    func matches(_ password: [UInt8]) -> Bool {
        switch self {
        case .plain(let plain): SHA256.hash(data: plain) == SHA256.hash(data: password)
        case .sha1(let digest): Insecure.SHA1.hash(data: password) == digest
        case .apr1(let salt, let hash):
            SHA256.hash(data: APR1.hash(password, salt: salt)) == SHA256.hash(data: hash)
        }
    }
}

/// Apache's own form of hashed passwords, as `htpasswd -m` makes them.
enum APR1 {
    static let magic = Array("$apr1$".utf8)
    private static let digits = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let order = [(0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)]

    /// The 22 characters after the salt.
    static func hash(_ password: [UInt8], salt: [UInt8]) -> [UInt8] {
        var digest = first(password, salt)
        for round in 0..<1000 {
            var md5 = Insecure.MD5()
            md5.update(data: round & 1 == 1 ? password : digest)
            if round % 3 != 0 { md5.update(data: salt) }
            if round % 7 != 0 { md5.update(data: password) }
            md5.update(data: round & 1 == 1 ? digest : password)
            digest = Array(md5.finalize())
        }
        var text: [UInt8] = []
        for (high, middle, low) in order {
            append(UInt32(digest[high]) << 16 | UInt32(digest[middle]) << 8 | UInt32(digest[low]), 4, to: &text)
        }
        append(UInt32(digest[11]), 2, to: &text)
        return text
    }

    private static func first(_ password: [UInt8], _ salt: [UInt8]) -> [UInt8] {
        let mixed = Array(Insecure.MD5.hash(data: password + salt + password))
        var md5 = Insecure.MD5()
        md5.update(data: password + magic + salt)
        var left = password.count
        while left > 0 {
            md5.update(data: mixed.prefix(min(16, left)))
            left -= 16
        }
        var bits = password.count
        while bits > 0 {
            md5.update(data: bits & 1 == 1 ? [0] : Array(password.prefix(1)))
            bits >>= 1
        }
        return Array(md5.finalize())
    }

    private static func append(_ number: UInt32, _ count: Int, to text: inout [UInt8]) {
        for index in 0..<count { text.append(digits[Int(number >> UInt32(6 * index) & 0x3F)]) }
    }
}
