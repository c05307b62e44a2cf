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

    @Test(arguments: [
        (Data("nonsense\n".utf8), "line 1: expected keep or fold and a place"), (Data("keep a.test\n".utf8), "line 1"),
        (Data([0, 1]), "line 1"), (Data("keep a.test/\u{E9}\n".utf8.dropLast(2)), "is not UTF-8"),
        (Data(repeating: UInt8(ascii: "#"), count: 3 << 20), "File too large"),
        (Data((0...10_000).map { "keep a.test/\($0)\n" }.joined().utf8), "line 10001: more than 10000"),
    ])
    func `a file that cannot be read is left alone`(contents: Data, problem: String) throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/endpoints.txt"
        try contents.write(to: URL(filePath: path))
        let file = EndpointsFile(path: path)

        #expect(file.problem?.contains(problem) == true)
        #expect(file.problem?.contains("will not be saved") == true)
        #expect(file.save(try EndpointOverrides(text: "keep a.test/u/1"))?.contains(path) == true)
        #expect(try Data(contentsOf: URL(filePath: path)) == contents)
    }

    @Test func `neither a directory nor a pipe in its place does harm`() throws {
        let directory = try TemporaryDirectory()
        let paths = [directory.path + "/directory", directory.path + "/pipe"]
        try FileManager.default.createDirectory(atPath: paths[0], withIntermediateDirectories: false)
        #expect(mkfifo(paths[1], 0o600) == 0)
        for path in paths {
            let file = EndpointsFile(path: path)
            #expect(file.problem?.contains("will not be saved") == true)
            #expect(file.save(try EndpointOverrides(text: "keep a.test/u/1")) != nil)
        }
    }

    @Test func `as many decisions as there may be can be read again, more bytes than that are not written`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/endpoints.txt"
        let file = EndpointsFile(path: path)
        let most = try EndpointOverrides(text: (1...EndpointOverrides.limit).map { "keep a.test/u/\($0)\n" }.joined())
        #expect(file.save(most) == nil)
        #expect(EndpointsFile(path: path).overrides == most)

        let long = String(repeating: "x", count: 1_000)
        let large = try EndpointOverrides(text: (1...3_000).map { "keep a.test/\(long)\($0)\n" }.joined())
        #expect(file.save(large)?.contains("would be too large") == true)
        #expect(EndpointsFile(path: path).overrides == most)
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
