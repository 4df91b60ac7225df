package dev.handoff.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Checks the BOM as it is installed and published. */
class BomTest {

    private static final Path BUILD = Path.of("..");

    @Test
    void bom_managesAllModulesOfTheLibrary_andNothingElse() throws Exception {
        Document bom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(BUILD.resolve("handoff-bom/target/.flattened-pom.xml").toFile());

        assertThat(texts(bom, "parent"))
                .as("the BOM has no parent, because a host would import its managed versions")
                .isEmpty();
        assertThat(texts(bom, "groupId")).containsOnly("dev.handoff");
        List<String> managed = texts(bom, "artifactId");
        try (Stream<Path> folders = Files.list(BUILD)) {
            assertThat(managed)
                    .containsExactlyInAnyOrderElementsOf(
                            folders.map(folder -> folder.getFileName().toString())
                                    .filter(name -> name.startsWith("handoff-"))
                                    .toList());
        }
    }

    private static List<String> texts(Document document, String element) {
        NodeList found = document.getElementsByTagName(element);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> found.item(i).getTextContent())
                .toList();
    }
}
