import Foundation
import ProgramSupport
import Testing

extension ProgramTests {
    @Suite struct AuthorityCommandTests {
        private let program: SluiceProgram

        init() throws {
            program = try SluiceProgram()
        }

        @Test func `the path is that of a certificate beside a key nobody else can read`() throws {
            let result = try program.run("ca", "path")

            #expect(result.output == program.home.file("ca-cert.pem") + "\n")
            #expect(try program.home.text(of: "ca-cert.pem").hasPrefix("-----BEGIN CERTIFICATE-----"))
            #expect(try program.home.permissions(of: "ca-key.pem") == 0o600)
        }

        @Test func `the directory is made for its owner alone`() throws {
            var program = program
            program.environment["SLUICE_HOME"] = program.home.file("deep/er")

            #expect(try program.run("ca", "path").code == 0)

            #expect(try program.home.permissions(of: "deep") == 0o700)
            #expect(try program.home.permissions(of: "deep/er") == 0o700)
        }

        @Test func `show names the certificate and its fingerprint`() throws {
            let result = try program.run("ca", "show")

            #expect(result.code == 0)
            #expect(result.output.contains(program.home.file("ca-cert.pem")))
            #expect(result.output.range(of: #"([0-9A-F]{2}:){31}[0-9A-F]{2}"#, options: .regularExpression) != nil)
        }

        @Test func `export writes the certificate, never the key`() throws {
            let printed = try program.run("ca", "export")
            let written = try program.run("ca", "export", "--der", program.home.file("out.cer"))

            #expect(try printed.output == program.home.text(of: "ca-cert.pem"))
            #expect(written.code == 0)
            let der = try Data(contentsOf: URL(filePath: program.home.file("out.cer")))
            #expect(der.first == 0x30)
            #expect(printed.output.contains(der.base64EncodedString().prefix(60)))
        }

        @Test func `an authority that cannot be read is told, and left alone`() throws {
            try program.home.write("nonsense", to: "ca-cert.pem")

            let result = try program.run("ca", "show")

            #expect(result.code == 1)
            #expect(result.errors.contains("ca-key.pem"))
            #expect(try program.home.text(of: "ca-cert.pem") == "nonsense")
        }
    }
}
