/// Why the certificate authority in a directory cannot be used, and what to do about it.
package struct AuthorityError: Error, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case unreadable
        case unwritable
        /// One of the two files is there without the other.
        case incomplete
        case damaged
        /// Key and certificate do not belong together.
        case mismatched
        case expired
    }

    package let code: Code
    /// The file to look at.
    package let path: String
    /// One line for people, which names the file and the remedy.
    package let description: String

    init(_ code: Code, _ path: String, _ description: String) {
        self.code = code
        self.path = path
        self.description = description
    }
}

extension AuthorityError: Equatable {
    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.code == rhs.code }
}
