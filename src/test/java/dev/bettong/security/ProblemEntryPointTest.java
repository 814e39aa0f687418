package dev.bettong.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProblemEntryPointTest {

    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void escapesTheDetail() throws Exception {
        String detail = "The role \"ops\\admin\"\n\u0001 is unknown, ключ 😀.";

        ProblemEntryPoint.write(response, HttpStatus.FORBIDDEN, detail);

        assertThat(response.getStatus()).isEqualTo(403);
        assertThat(response.getContentType()).startsWith("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(response.getContentAsByteArray());
        assertThat(problem.propertyNames()).containsExactlyInAnyOrder("title", "status", "detail");
        assertThat(problem.get("title").stringValue()).isEqualTo("Forbidden");
        assertThat(problem.get("status").intValue()).isEqualTo(403);
        assertThat(problem.get("detail").stringValue()).isEqualTo(detail);
    }
}
