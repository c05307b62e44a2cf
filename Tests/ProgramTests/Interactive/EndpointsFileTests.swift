import FlowKit
import Foundation
import ProgramSupport
import Testing

@testable import sluice

@Suite struct EndpointsFileTests {
    @Test func `decisions are kept, comments too`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/new/endpoints.txt"
        let file = EndpointsFile(path: path)
        #expect(file.problem == nil && file.overrides == EndpointOverrides())

        #expect(file.save(try EndpointOverrides(text: "keep a.test/u/1\nfold a.test/s/{slug}\n")) == nil)
        #expect(EndpointsFile(path: path).overrides.entries.count == 2)
    }

    @Test func `what a person wrote around the decisions stays`() throws {
        let text = "# mine\nkeep a.test/u/1  # me\n\nkeep  a.test/u/2\n"
        let overrides = try EndpointOverrides(text: "keep a.test/u/1\nfold a.test/s/{slug}")

        #expect(
            EndpointsFile.text(overrides, keeping: text)
                == "# mine\nkeep a.test/u/1  # me\n\nfold a.test/s/{slug}\n"
        )
    }

    @Test(arguments: ["nonsense\n", "keep a.test\n", "\u{0}\u{1}"])
    func `a file that cannot be read is left alone`(text: String) throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/endpoints.txt"
        try Data(text.utf8).write(to: URL(filePath: path))
        let file = EndpointsFile(path: path)

        #expect(file.problem?.contains("will not be saved") == true)
        #expect(file.save(try EndpointOverrides(text: "keep a.test/u/1")) != nil)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test func `a file that somebody else changed is left alone`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/endpoints.txt"
        let file = EndpointsFile(path: path)
        try Data("keep b.test/x/1\n".utf8).write(to: URL(filePath: path))

        #expect(file.save(try EndpointOverrides(text: "keep a.test/u/1"))?.contains("another program") == true)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "keep b.test/x/1\n")
    }
}
