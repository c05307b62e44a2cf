import Foundation
import ProgramSupport

/// The authority that signs what the origins show, and their one certificate, made with openssl.
final class TestAuthority: Sendable {
    private let directory: TemporaryDirectory

    /// What a proxy must trust to reach the origins.
    var root: String { directory.file("root.pem") }
    /// For `localhost` and 127.0.0.1.
    var certificate: String { directory.file("leaf.pem") }
    var key: String { directory.file("leaf.key") }

    private static let result = Result { try TestAuthority() }

    static var shared: TestAuthority {
        get throws { try result.get() }
    }

    private init() throws {
        directory = try TemporaryDirectory()
        let script = """
            cd '\(directory.path)' && umask 077 &&
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj '/CN=Origins of tests' \
                -keyout root.key -out root.pem &&
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=localhost' \
                -keyout leaf.key -out leaf.csr &&
            printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\\nextendedKeyUsage=serverAuth\\n' > leaf.ext &&
            openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial -days 20 -extfile leaf.ext \
                -out leaf.pem
            """
        let shell = try RunningProgram("/bin/sh", ["-c", script], environment: ProcessInfo.processInfo.environment)
        try shell.waitForEnd()
        guard shell.code == 0 else { throw Timeout(what: "a test authority: \(shell.errors)") }
    }
}
