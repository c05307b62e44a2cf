import Testing

@testable import sluice

@Suite struct DirectoriesTests {
    private func directories(_ environment: [String: String]) -> Directories {
        Directories(environment: environment, home: "/home/ann", current: "/work")
    }

    @Test func `without variables the standard places hold`() {
        let directories = directories([:])

        #expect(directories.data == "/home/ann/.local/share/sluice")
        #expect(directories.rulesFile == "/home/ann/.config/sluice/rules.toml")
        #expect(directories.logFile == "/home/ann/.local/state/sluice/sluice.log")
    }

    @Test func `the XDG variables move each kind`() {
        let directories = directories(["XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s"])

        #expect(
            [directories.data, directories.configuration, directories.state] == ["/d/sluice", "/c/sluice", "/s/sluice"]
        )
    }

    @Test func `a relative XDG variable is ignored`() {
        #expect(directories(["XDG_DATA_HOME": "d"]) == directories([:]))
    }

    @Test(arguments: [("/one", "/one"), ("one", "/work/one")])
    func `SLUICE_HOME takes everything`(value: String, path: String) {
        let directories = directories(["SLUICE_HOME": value, "XDG_DATA_HOME": "/d"])

        #expect([directories.data, directories.configuration, directories.state] == [path, path, path])
    }
}
