import Crypto
import FlowKit
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Who may use the proxy. Any thread may ask.
package final class ProxyAuthentication: Sendable {
    private let users: [[UInt8]: StoredPassword]
    /// Digests of what was right before: some passwords are stored so that a look at one takes long.
    private let accepted = Mutex<Set<SHA256Digest>>([])

    private static let acceptedLimit = 1024

    /// - Parameter credentials: `USER:PASSWORD`; `nil` comes of a text without a colon or without a user.
    package init?(credentials: String) {
        let bytes = Array(credentials.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return nil }
        users = [Array(bytes[..<colon]): .plain(Array(bytes[(colon + 1)...]))]
    }

    /// Reads an htpasswd file: `USER:PASSWORD` a line, the password plain, as `{SHA}…` or as `$apr1$…`.
    ///
    /// - Throws: what is wrong, with the line, but without the password.
    package init(file bytes: [UInt8], path: String) throws(EngineError) {
        var users: [[UInt8]: StoredPassword] = [:]
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let line = line.last == 0x0D ? line.dropLast() : line
            guard !line.isEmpty, line.first != UInt8(ascii: "#") else { continue }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
                throw EngineError("\(path):\(index + 1): a line is USER:PASSWORD")
            }
            do throws(EngineError) {
                users[Array(line[..<colon])] = try StoredPassword(Array(line[(colon + 1)...]))
            } catch {
                throw EngineError("\(path):\(index + 1): \(error)")
            }
        }
        guard !users.isEmpty else { throw EngineError("\(path): there is no user in it") }
        self.users = users
    }

    /// Takes as long for a user who does not exist as for one who does.
    package func permits(user: [UInt8], password: [UInt8]) -> Bool {
        let digest = SHA256.hash(data: user + [0] + password)
        // Digests of secrets: how far they agree says nothing of the secrets.
        if accepted.withLock({ $0.contains(digest) }) { return true }
        let stored = users[user]
        let isRight = (stored ?? users.first?.value)?.matches(password) ?? false
        guard stored != nil, isRight else { return false }
        accepted.withLock { known in
            if known.count >= Self.acceptedLimit { known = [] }
            known.insert(digest)
        }
        return true
    }

    /// Judges the value of a Proxy-Authorization field (RFC 7617).
    package func permits(field: String) -> Bool {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", let bytes = Base64.decode(String(parts[1])),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { return false }
        return permits(user: Array(bytes[..<colon]), password: Array(bytes[(colon + 1)...]))
    }
}
