package dev.bettong.properties;

/** A record of properties that a name in the configuration stands for. */
public sealed interface BettongSection
        permits BettongProperties,
                AlsoProperties,
                BackupProperties,
                BranchProperties,
                CheckpointProperties,
                DeadLetterProperties,
                HeapProperties,
                HttpProperties,
                JournalProperties,
                OtherwiseProperties,
                SecurityProperties,
                SecurityProperties.User,
                StateProperties,
                SourceProperties,
                SourceProperties.Tcp,
                SourceProperties.Ssl,
                SinkProperties,
                SinkProperties.Tcp,
                SinkProperties.Ssl,
                PipelineProperties,
                PipelineProperties.From,
                PipelineProperties.To,
                StepProperties,
                TapProperties,
                TracingProperties {}
