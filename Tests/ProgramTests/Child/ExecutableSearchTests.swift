import Foundation
import Testing

@testable import sluice

@Suite struct ExecutableSearchTests {
    private func failure(_ command: String, path: String?) -> ExecutableSearch.Failure? {
        #expect(throws: ExecutableSearch.Failure.self) { try ExecutableSearch.find(command, path: path) }
    }

    @Test func `a name is found in the first directory that has it`() throws {
        #expect(try ExecutableSearch.find("sh", path: "/nowhere:/bin:/usr/bin") == "/bin/sh")
    }

    @Test func `a path is taken as it is`() throws {
        #expect(try ExecutableSearch.find("/bin/sh", path: nil) == "/bin/sh")
    }

    @Test(arguments: ["no-such-command-here", "/no/such/file", ""])
    func `what is not there has the code 127`(command: String) {
        #expect(failure(command, path: "/bin")?.code == 127)
    }

    @Test(arguments: ["/", "/etc/passwd"])
    func `what cannot be run has the code 126`(command: String) {
        #expect(failure(command, path: "/bin")?.code == 126)
    }

    @Test func `a file without permission is named rather than not found`() {
        #expect(failure("passwd", path: "/etc")?.message == "cannot run '/etc/passwd': permission denied")
    }
}
